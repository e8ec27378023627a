#include "ui/shell/room_page.h"

#include "ui/text/words.h"
#include "ui/widgets/box_view.h"

#include <QVBoxLayout>

namespace strongroom::ui {

RoomPage::RoomPage(Style style, Say say, std::function<void()> close)
    : Screen(std::move(style), std::move(say)), m_close(std::move(close)) {
    body()->addWidget(new BoxView(api::BoxKind::byHand,
                                  words("Take your cards. When you are back, look at the HSM, the sticks and "
                                        "the seals before you go on."),
                                  this->style()));
}

QString RoomPage::action() const {
    return words("The room is left");
}

QString RoomPage::explanation() const {
    return words("The HSM and all cards are logged out. What was released is forgotten; the officers release "
                 "it again.");
}

QString RoomPage::actor() const {
    return words("Everybody: go");
}

QString RoomPage::mainButton() const {
    return words("&We are back");
}

} // namespace strongroom::ui
