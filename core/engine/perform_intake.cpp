// Acts that take in a request from outside: read, checked, shown; and accepted once people compared it.
#include "core/engine/helper_parse.h"
#include "core/engine/medium_folder.h"
#include "core/engine/perform.h"
#include "core/engine/pki_facts.h"
#include "core/ossl/digest.h"
#include "core/pki/show.h"

namespace strongroom::engine {

namespace {

Result<pki::RequestValues> check(const Workbench& bench, const std::string& input, ByteView file) {
    SR_ASSIGN(pki::RequestValues request, parseRequestElsewhere(bench.helper, file));
    SR_TRY(checkIsNoCaKey(bench.state(), ossl::sha256(request.spki()), input));
    return request;
}

} // namespace

Result<void> performAct(Workbench& bench, const ceremony::TakeIn& act) {
    const ceremony::Input& input = *bench.plan.input(act.input);
    const auto about = [&](const Error& error) {
        return Error{error.code, "the request '" + act.input + "': " + error.detail};
    };
    SR_ASSIGN(const base_io::Path root, mediumRoot(bench, input.from));
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(root / input.file));
    if (kind == base_io::FileKind::missing)
        return about({ErrorCode::fileMissing, "the medium '" + input.from + "' has no file '" + input.file +
                                                  "'; put it there, or take the medium that has it"});
    if (kind != base_io::FileKind::regular)
        return about({ErrorCode::notRegularFile, "'" + input.file + "' on the medium '" + input.from +
                                                     "' is no regular file, or a symbolic link; put the file "
                                                     "itself there"});
    auto file = base_io::readFromMedium(root / input.file, pki::maxInputFile);
    if (!file)
        return about(file.error());
    const Digest digest = ossl::sha256(*file);
    if (digest != input.digest)
        return about({ErrorCode::digestMismatch,
                      "the file is not the one whose digest stands in the plan; bring that one"});
    auto request = check(bench, act.input, *file);
    if (!request)
        return about(
            {request.error().code,
             request.error().detail + "; its requester must make another one, and another plan name it"});
    ceremony::TakenIn shown{act.input, {}, {}};
    const pki::Shown fields = pki::showRequest(*request);
    for (const pki::ShownField& field : fields.fields)
        shown.fields.push_back({{field.label, {}}, field.value});
    shown.digests.push_back({{SR_TEXT("The key"), {}}, ossl::sha256(request->spki()).hex()});
    shown.digests.push_back({{SR_TEXT("The file"), {}}, digest.hex()});
    bench.takenIn = std::move(*file);
    bench.now.takenIn = std::move(shown);
    return {};
}

Result<void> performAct(Workbench& bench, const ceremony::AcceptRequest& act) {
    const Bytes file = bench.takenIn;
    SR_ASSIGN(const pki::RequestValues request, check(bench, act.input, file));
    authority::RequestAccepted accepted{act.input, ossl::sha256(file), ossl::sha256(request.spki()), file};
    const base_io::Path path = bench.folder.root() / authority::copyOf(accepted).file;
    SR_TRY(bench.folder.ensureFolder(path.parent_path()));
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(path));
    if (kind == base_io::FileKind::missing)
        SR_TRY(base_io::writeNew(path, file));
    SR_TRY(base_io::readBack(path, file));
    return bench.record(std::move(accepted));
}

} // namespace strongroom::engine
