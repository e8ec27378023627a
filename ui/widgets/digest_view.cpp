#include "ui/widgets/digest_view.h"

#include "core/base/hex.h"
#include "core/base/words.h"
#include "ui/style/typeface.h"
#include "ui/text/translated.h"
#include "ui/widgets/labels.h"

#include <QGridLayout>
#include <QVBoxLayout>

namespace strongroom::ui {

namespace {

constexpr int columns = 4;

QString groupedHex(const std::string& hex) {
    QString text;
    for (std::size_t i = 0; i < hex.size(); i += 8)
        text += (i == 0 ? "" : i == 32 ? "\n" : "  ") + shown(hex.substr(i, 8));
    return text;
}

} // namespace

DigestView::DigestView(const QString& caption, const std::string& hex, const Style& style) {
    setProperty("look", "bare");
    const Metrics& metrics = style.metrics;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics.units(8));
    if (!caption.isEmpty())
        column->addWidget(makeName(caption, "heading"));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(metrics.units(14));
    grid->setVerticalSpacing(metrics.units(2));
    const auto bytes = base::fromHex(hex);
    const std::vector<std::string_view> words =
        bytes ? base::pgpWords(*bytes) : std::vector<std::string_view>();
    for (std::size_t i = 0; i < words.size(); ++i) {
        const int row = static_cast<int>(i) / columns, place = static_cast<int>(i) % columns;
        if (place == 0) {
            QLabel* number = makeName(QString::number(i + 1), "small");
            number->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
            number->setWordWrap(false);
            grid->addWidget(number, row, 0);
        }
        QLabel* word =
            makeName(QString::fromLatin1(words[i].data(), static_cast<qsizetype>(words[i].size())));
        word->setWordWrap(false);
        word->setFont(screenFont(metrics.digestPixels(), QFont::DemiBold));
        // A style sheet's size for all would win over the font.
        word->setStyleSheet(QString("font-size: %1px; font-weight: 600;").arg(metrics.digestPixels()));
        grid->addWidget(word, row, place + 1);
        grid->setColumnStretch(place + 1, 1);
    }
    column->addLayout(grid);
    QLabel* digits = makeName(groupedHex(hex), "quiet");
    digits->setStyleSheet("font-family: \"Noto Sans Mono\", \"DejaVu Sans Mono\";");
    column->addWidget(digits);
    setAccessibleName(caption + ": " + (bytes ? shown(base::pgpText(*bytes)) : QString()));
}

} // namespace strongroom::ui
