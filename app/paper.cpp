#include "app/paper.h"

#include "core/base_io/file_layer.h"
#include "core/ossl/digest.h"
#include "core/transcript/json_reader.h"
#include "core/transcript/json_writer.h"
#include "core/transcript/on_paper.h"
#include "ui/print/pdf.h"

#include <QGuiApplication>
#include <memory>

namespace strongroom::app {

namespace {

constexpr std::size_t mostOfADocument = std::size_t{256} << 20;

// The window's, where there is one; else one that asks for no display, whatever the environment names.
class PaperApplication {
public:
    PaperApplication() {
        if (QCoreApplication::instance() != nullptr)
            return;
        // What Qt misses on a machine without a session (a folder, a display) is nothing to a paper.
        const QtMessageHandler before = qInstallMessageHandler(ignore);
        m_own = std::make_unique<QGuiApplication>(m_count, m_words);
        qInstallMessageHandler(before);
    }

private:
    static void ignore(QtMsgType, const QMessageLogContext&, const QString&) {}

    char m_program[11] = "strongroom", m_option[10] = "-platform", m_platform[10] = "offscreen";
    char* m_words[4] = {m_program, m_option, m_platform, nullptr};
    int m_count = 3;
    std::unique_ptr<QGuiApplication> m_own;
};

} // namespace

Result<void> writePdf(const api::Document& document, const AroundDocument& around,
                      const std::filesystem::path& file) {
    const PaperApplication application;
    ui::PaperOptions options;
    options.content = ossl::sha256(base::viewOf(transcript::jsonOf(document)));
    options.time = around.time;
    options.reference = around.reference;
    options.signers = around.signers;
    SR_ASSIGN(const Bytes pdf, ui::pdfOf(document, options));
    return base_io::writeNew(file, pdf);
}

Result<void> printDocument(const std::filesystem::path& json, const std::filesystem::path& file) {
    SR_ASSIGN(const Bytes bytes, base_io::readRegularFile(json, mostOfADocument));
    const auto document = transcript::documentOf(base::textOf(bytes));
    if (!document)
        return Error{document.error().code, json.string() + " is no document: " + document.error().detail};
    const transcript::OnPaper around = transcript::onPaper(*document);
    return writePdf(*document, {around.ceremony, around.time, around.signers}, file);
}

} // namespace strongroom::app
