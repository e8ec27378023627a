// strongroom-verify: is this record what it claims to be? For whoever does not trust the workstation: no Qt,
// no PKCS#11, nothing but libcrypto and what stands left of authority in core/README.md. Reads only.
// Exit 0 consistent (anchored or not: the first line says it), 1 broken, missing or contradicting what was
// given, 2 bad usage.
#include "app/arguments.h"
#include "core/authority/due.h"
#include "core/authority/verify.h"
#include "core/base/hex.h"
#include "core/base/note.h"
#include "core/base/words.h"
#include "core/base_io/clock.h"
#include "core/base_io/file_layer.h"
#include "core/pki/display_text.h"
#include "core/pki/show.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace strongroom::app {

namespace {

constexpr std::uint64_t maxNoteBytes = 256 * 1024, maxShownBytes = 1024 * 1024;

constexpr const char* usage =
    "usage: strongroom-verify DIR [--anchor HEX|WORDS] [--head HEAD] [--since NOTE]\n"
    "       strongroom-verify --due DIR [--anchor HEX|WORDS] [--head HEAD] [--since NOTE]\n"
    "       strongroom-verify show FILE\n"
    "       strongroom-verify --help\n";

constexpr const char* help =
    "\n"
    "Checks the record in DIR: an authority's folder, or a record-<n> or close-<ceremony> folder of a "
    "medium.\n"
    "Chain, rules, every signature, the checkpoints, the approvals and the files that entries name.\n"
    "\n"
    "  --anchor HEX|WORDS  the authority's anchor as it stands on your paper: 64 hex characters, or 32 "
    "words\n"
    "                      in quotes. Without it nobody can say whose record this is.\n"
    "  --head HEAD         a head that you know, as it stands on your paper: \"SIZE 32 WORDS\" in quotes, "
    "or\n"
    "                      SIZE:HEX; the record must contain it. Without a head or a note nobody can say\n"
    "                      whether entries were cut from the end.\n"
    "  --since NOTE        a checkpoint file that you kept; the record must contain it\n"
    "\n"
    "  --due               verify, then say what is due when: CRLs and the latest day for the next ceremony, "
    "ends of\n"
    "                      certificates, media and shares to be tried again; and which keys, share sets and "
    "bags\n"
    "                      there are\n"
    "\n"
    "show prints a certificate, request or CRL, or what is to be signed of one, with its digest in words.\n"
    "\n"
    "Exit: 0 consistent, also when it is NOT ANCHORED or its age was not checked (read the first lines, or "
    "give\n"
    "--anchor and --head), 1 broken, missing or contradicting what was given, 2 bad usage.\n"
    "What no verifier can see: core/audit/FORMAT.md, clause 9.\n";

// Details may repeat what stands in the record.
int say(const Error& error, int code) {
    std::fprintf(stderr, "strongroom-verify: %s.\n", pki::displayText(error.detail).c_str());
    return code;
}
int badUsage(const std::string& why) {
    std::fprintf(stderr, "strongroom-verify: %s.\n%s", pki::displayText(why).c_str(), usage);
    return 2;
}

Result<Digest> anchorFrom(const std::string& text) {
    std::string hex = text;
    std::transform(hex.begin(), hex.end(), hex.begin(),
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
    const auto fromHex = base::digestFromHex(hex);
    const auto fromWords = base::digestFromPgpWords(text);
    if (fromHex)
        return *fromHex;
    if (fromWords)
        return *fromWords;
    return Error{ErrorCode::badArgument,
                 "the anchor is neither 64 hex characters nor 32 words: " + fromWords.error().detail};
}

Result<authority::VerifyOptions> optionsFrom(const Arguments& arguments) {
    authority::VerifyOptions options;
    for (const auto& [name, value] : arguments.options) {
        if (name == "--anchor") {
            SR_ASSIGN(options.anchor, anchorFrom(value));
        } else if (name == "--head") {
            SR_ASSIGN(options.head, audit::typedHead(value));
        } else if (name == "--since") {
            SR_ASSIGN(const Bytes bytes, base_io::readRegularFile(value, maxNoteBytes));
            options.since = base::textOf(bytes);
            if (const auto note = base::readNote(*options.since); !note)
                return Error{ErrorCode::badArgument,
                             value + " is no checkpoint: " + note.error().detail +
                                 "; name a file that was kept from a folder checkpoints/"};
        }
    }
    return options;
}

void print(const authority::VerifyReport& report) {
    const auto number = [](std::uint64_t value) { return std::to_string(value); };
    std::string text =
        report.anchored ? "VERIFIED\n" : "Consistent, NOT ANCHORED: anyone could have made this record\n";
    if (report.mode == Mode::training)
        text += "TRAINING\n";
    text += report.closed
                ? "CLOSED (tail of " + number(report.tail) + " entries: compare with the closing sheet)\n"
                : "OPEN (" + number(report.uncovered) + " entries uncovered)\n";
    text += report.newerThanGiven
                ? number(*report.newerThanGiven) + " entries are newer than what was given\n"
                : "age not checked: compare with a head: --head\n";
    text += "\nname       " + pki::displayText(report.name) + "\nauthority  " + report.authority.hex();
    if (report.anchor)
        text += "\nanchor     " + report.anchor->hex() + "\n           " + base::pgpText(*report.anchor);
    text += "\nceremony   " + (report.ceremony.empty() ? "-" : report.ceremony);
    // What stands on paper is the head at the close; the tail grows behind it.
    if (report.closing)
        text += "\nclose head " + audit::spokenHead(*report.closing) + "\n           " +
                audit::toText(*report.closing);
    text += (report.closing ? "\ntail head  " : "\nhead       ") + audit::spokenHead(report.head) +
            "\n           " + audit::toText(report.head);
    text += "\ncheckpoints " + number(report.checkpoints) + "\n";
    for (const std::string& exposure : report.exposures)
        text += "exposed    " + pki::displayText(exposure) + "\n";
    for (const std::string& warning : report.warnings)
        text += "look: " + pki::displayText(warning) + "\n";
    std::fputs(text.c_str(), stdout);
}

std::string dayOf(UtcTime time) {
    return base::toRfc3339(time).substr(0, 10);
}

std::string sentenceOf(const authority::Due& due) {
    const std::string last = due.last ? dayOf(*due.last) : "";
    const std::string yearly =
        due.last ? ", a year after the last one (" + last + ")" : ", never done so far";
    switch (due.kind) {
    case authority::DueKind::ceremony:
        return "latest day for the next ceremony: " + std::to_string(authority::ceremonyLeadDays) +
               " days before the CRL '" + due.subject + "' ends, for notice and for publishing";
    case authority::DueKind::crl: return "the CRL '" + due.subject + "' of " + last + " ends (nextUpdate)";
    case authority::DueKind::certificate:
        return "the certificate '" + due.subject + "' of " + last + " ends (notAfter)" +
               (due.revoked ? "; REVOKED on " + dayOf(*due.revoked) : "");
    case authority::DueKind::drill: return "drill of medium '" + due.subject + "'" + yearly;
    case authority::DueKind::shareProof: return "share proof of " + due.subject + yearly;
    }
    return "";
}

std::string listOf(const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts)
        list += (list.empty() ? "" : ", ") + text;
    return list.empty() ? "nothing" : list;
}

// The machine's clock decides only what is marked as past.
void print(const authority::DueReport& report, UtcTime today) {
    std::string text = "\nDue (this machine's clock says " + dayOf(today) + ")\n";
    for (const authority::Due& due : report.dates)
        text += dayOf(due.when) + (due.when <= today ? "  PAST  " : "        ") + sentenceOf(due) + "\n";
    if (report.dates.empty())
        text += "nothing\n";
    text += "\nKeys\n";
    for (const authority::KeyAge& key : report.keys)
        text += key.key + ", " + key.algorithm + ", made " + dayOf(key.made) +
                (key.token.empty() ? ", in no HSM" : ", in HSM " + key.token) + "\n";
    text += "\nShare sets\n";
    for (const authority::LivingSet& set : report.sets)
        text += set.set + ", " + custody::nameOf(set.life) + ": " + std::to_string(set.threshold) + " of " +
                listOf(set.holders) + " open " + listOf(set.opens) + "\n";
    text += "\nBags\n";
    for (const authority::BagAt& at : report.bags)
        text += at.bag.number + ": " + at.bag.item + ", " +
                (at.bag.place == "-" ? "at a place that is not on record" : "at " + at.bag.place) +
                " since " + dayOf(at.time) + "\n";
    std::string shown;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = text.find('\n', start);
        shown += pki::displayText(text.substr(start, end - start)) + "\n";
        start = end + 1;
    }
    std::fputs(shown.c_str(), stdout);
}

int runVerify(const Arguments& arguments) {
    const auto options = optionsFrom(arguments);
    if (!options)
        return say(options.error(), 2);
    const std::filesystem::path folder = arguments.words.front();
    const auto record = base_io::kindOf(folder / "record.jsonl");
    if (!record)
        return say(record.error(), 1);
    if (*record == base_io::FileKind::missing)
        return say(
            {ErrorCode::fileMissing,
             "there is no record.jsonl in " + folder.string() +
                 ": its record was taken away, or it is no authority's folder; name the one that holds it"},
            1);
    const auto report = authority::verifyFolder(folder, *options);
    if (!report)
        return say(report.error(), 1);
    print(*report);
    if (!arguments.options.contains("--due"))
        return 0;
    const auto due = authority::dueOf(folder / "record.jsonl");
    if (!due)
        return say(due.error(), 1);
    print(*due, base_io::SystemClock().now());
    return 0;
}

int runShow(const std::string& file) {
    const auto bytes = base_io::readRegularFile(file, maxShownBytes);
    if (!bytes)
        return say(bytes.error(), 1);
    const auto shown = pki::showFile(*bytes);
    if (!shown)
        return say(shown.error(), 1);
    std::fputs(pki::textOf(*shown, base::pgpText(shown->digest)).c_str(), stdout);
    return 0;
}

int run(std::span<const std::string> given) {
    const std::array<std::string, 3> valued{"--anchor", "--head", "--since"};
    const std::array<std::string, 2> flags{"--help", "--due"};
    const auto arguments = readArguments(given, valued, flags);
    if (!arguments)
        return badUsage(arguments.error().detail);
    if (arguments->options.contains("--help")) {
        std::fputs(usage, stdout);
        std::fputs(help, stdout);
        return 0;
    }
    const std::vector<std::string>& words = arguments->words;
    if (words.size() == 2 && words[0] == "show" && arguments->options.empty())
        return runShow(words[1]);
    if (words.size() != 1 || words[0] == "show") // a folder of that name is ./show
        return badUsage("one folder is verified, or one file is shown");
    return runVerify(*arguments);
}

} // namespace

} // namespace strongroom::app

int main(int argc, char** argv) {
    const int code = strongroom::app::run(std::vector<std::string>(argv + 1, argv + argc));
    // An answer that did not arrive is none.
    return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 ? code : 1;
}
