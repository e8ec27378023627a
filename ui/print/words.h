// Private to this folder and its tests
// What the paper itself says ("Page 3 of 12"), in the document's language: a catalogue of its own
// (translations/paper_<language>.ts), asked directly, because the window may speak another language. A
// language that is not there is English.
#pragma once

#include <QString>
#include <QTranslator>
#include <string>

namespace strongroom::ui {

class Words {
public:
    explicit Words(const std::string& language);

    // Sources are marked PAPER_TEXT("...").
    QString operator()(const char* source) const;

private:
    QTranslator m_translator;
};

#define PAPER_TEXT(source) QT_TRANSLATE_NOOP("paper", source)

} // namespace strongroom::ui
