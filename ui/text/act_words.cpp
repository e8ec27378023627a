#include "ui/text/act_words.h"

#include "ui/text/words.h"

namespace strongroom::ui {

QString verbOf(api::CardActKind kind) {
    using api::CardActKind;
    switch (kind) {
    case CardActKind::signFounding: return words("Sign the founding");
    case CardActKind::proveShare: return words("Prove my share");
    case CardActKind::releaseShare: return words("Release my share");
    case CardActKind::introduceKey: return words("Sign for the record's key");
    case CardActKind::cosign: return words("Seal the record");
    case CardActKind::approve: return words("Approve");
    case CardActKind::signTranscript: return words("It was so");
    }
    return {};
}

QString meaningOf(api::CardActKind kind) {
    using api::CardActKind;
    switch (kind) {
    case CardActKind::signFounding:
        return words("Your card signs who belongs to this authority and by which rules it lives.");
    case CardActKind::proveShare:
        return words("Your card shows that it can open your share. Nothing is opened for others.");
    case CardActKind::releaseShare:
        return words("Your share goes to the quorum. With enough shares the HSM opens.");
    case CardActKind::introduceKey:
        return words("Your card signs that this HSM's key may sign the record from now on.");
    case CardActKind::cosign:
        return words("Your card signs the record as it stands. Nobody can change it quietly after that.");
    case CardActKind::approve:
        return words("Your card signs the exact bytes shown here. They, and nothing else, will be acted on.");
    case CardActKind::signTranscript: return words("Your card signs the transcript: it tells what happened.");
    }
    return {};
}

QString iconOf(api::CardActKind kind) {
    using api::CardActKind;
    switch (kind) {
    case CardActKind::signFounding: return "seal";
    case CardActKind::proveShare: return "check";
    case CardActKind::releaseShare: return "share";
    case CardActKind::introduceKey: return "key";
    case CardActKind::cosign: return "seal";
    case CardActKind::approve: return "pen";
    case CardActKind::signTranscript: return "paper";
    }
    return {};
}

QString countOf(api::CardActKind kind, int times) {
    using api::CardActKind;
    switch (kind) {
    case CardActKind::signFounding: return words("sign the founding", times);
    case CardActKind::proveShare: return words("prove %n share(s)", times);
    case CardActKind::releaseShare: return words("release %n share(s)", times);
    case CardActKind::introduceKey: return words("sign for the record's key", times);
    case CardActKind::cosign: return words("seal the record", times);
    case CardActKind::approve: return words("approve %n thing(s)", times);
    case CardActKind::signTranscript: return words("sign the transcript", times);
    }
    return {};
}

} // namespace strongroom::ui
