// Papers: a transcript of 3000 entries laid out, and as PDF, beside one of 300.
#include "bench.h"

#include "ui/print/pdf.h"

#include <QGuiApplication>

namespace strongroom::bench {

namespace {

api::Document transcriptOf(std::size_t entries) {
    api::Table table{{"Entry, step, time", "What happened"}, {}};
    const std::string hex(64, 'a');
    for (std::size_t i = 0; i < entries; ++i)
        table.rows.push_back({std::to_string(i) + ", 2.1.4\n2027-03-01T09:00:00Z",
                              "approval_given\ncard: " + hex + "; decision: approve; person: officer-" +
                                  std::to_string(i % 5) + "; request: " + std::to_string(i) + ":" + hex});
    return {"transcript", "Transcript", "en", {"TRAINING"}, {{"Every entry", {std::move(table)}}}};
}

void one(std::size_t entries) {
    const api::Document document = transcriptOf(entries);
    std::vector<double> layouts, files;
    int pages = 0;
    for (int i = 0; i < 3; ++i) {
        auto start = Clock::now();
        pages = must(ui::Paper::layOut(document, {})).pageCount();
        layouts.push_back(secondsSince(start));
        start = Clock::now();
        must(ui::pdfOf(document, {}));
        files.push_back(secondsSince(start));
    }
    std::printf("paper: %zu entries, %d pages: laid out in %.2f s, as PDF %.2f s in all\n", entries, pages,
                median(layouts), median(files));
}

} // namespace

void paper() {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    int count = 1;
    char name[] = "bench";
    char* words[] = {name, nullptr};
    const QGuiApplication application(count, words);
    one(300);
    one(3000);
}

} // namespace strongroom::bench
