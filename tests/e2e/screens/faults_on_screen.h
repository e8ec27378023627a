// What is wrong with a window as it stands: widgets smaller than they need, text that does not fit, controls
// without a name for a screen reader, two controls with one mnemonic. Asked on every screen of a walk.
#pragma once

#include <QStringList>
#include <QWidget>

namespace strongroom::test {

QStringList faultsOnScreen(QWidget& window);

} // namespace strongroom::test
