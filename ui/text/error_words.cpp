#include "ui/text/error_words.h"

#include "ui/text/translated.h"
#include "ui/text/words.h"

namespace strongroom::ui {

namespace {

struct Sources {
    const char *happened, *toDo;
};

// Nothing is ever lost by a refusal: the record has what was done, and the rest was not begun.
Sources sourcesOf(ErrorCode code) {
    switch (code) {
    case ErrorCode::badArgument:
        return {SR_TEXT("What was typed cannot be used."),
                SR_TEXT("Look at what is said below, and type it again.")};
    case ErrorCode::badFormat:
        return {SR_TEXT("Something that was read is not what it should be."),
                SR_TEXT("Look at what is said below. If it came from a stick, bring a good copy.")};
    case ErrorCode::notCanonical:
        return {SR_TEXT("Something that was read is not written as it must be."),
                SR_TEXT("Bring a good copy.")};
    case ErrorCode::tooLarge:
        return {SR_TEXT("Something is larger than the program accepts."),
                SR_TEXT("Look at what is said below, and bring a smaller one.")};
    case ErrorCode::unknownKey:
        return {SR_TEXT("A file has a word that the program does not know."),
                SR_TEXT("The file must be mended and reviewed again.")};
    case ErrorCode::unsupported:
        return {SR_TEXT("Something is asked for that is not offered."),
                SR_TEXT("Look at what is said below. The plan or the device must be another one.")};
    case ErrorCode::digestMismatch:
        return {SR_TEXT("A file is not the one that was expected."),
                SR_TEXT("Bring the file whose digest stands in the plan, or end this step by an exception.")};
    case ErrorCode::signatureInvalid:
        return {SR_TEXT("A signature does not hold."),
                SR_TEXT("Do not go on with it. Raise an exception and find out where it came from.")};
    case ErrorCode::recordBroken:
        return {
            SR_TEXT("The record does not hold."),
            SR_TEXT(
                "Nothing was touched. Take a copy of the record from a stick that the verifier accepts.")};
    case ErrorCode::anchorMismatch:
        return {SR_TEXT("This is the record of another authority."),
                SR_TEXT("Look at the anchor on paper, and bring the right record.")};
    case ErrorCode::headMismatch:
        return {SR_TEXT("The head that was typed is not in any record that was found."),
                SR_TEXT("Type it again from the closing sheet, or plug in a stick with the newest record.")};
    case ErrorCode::shareForeign:
        return {SR_TEXT("This share belongs to something else."),
                SR_TEXT("Another officer releases the own share. Raise an exception about this one.")};
    case ErrorCode::shareAltered:
        return {SR_TEXT("This share was changed."),
                SR_TEXT("Another officer releases the own share. Raise an exception about this one.")};
    case ErrorCode::keyMismatch:
        return {SR_TEXT("This key is not the one on record."), SR_TEXT("Do not use it. Raise an exception.")};
    case ErrorCode::lintFailed:
        return {SR_TEXT("What is to be signed breaks a rule."),
                SR_TEXT("It is not signed. The plan or the profile must be mended.")};
    case ErrorCode::denied: return {SR_TEXT("This is not allowed."), SR_TEXT("Read below who may do it.")};
    case ErrorCode::staleVersion:
        return {SR_TEXT("The screen had changed already."),
                SR_TEXT("Look at it again and answer once more.")};
    case ErrorCode::notNow:
        return {SR_TEXT("This is not possible at this step."), SR_TEXT("Do what the screen asks for.")};
    case ErrorCode::wrongMode:
        return {SR_TEXT("Training and real things were mixed."),
                SR_TEXT("Take what belongs to this ceremony.")};
    case ErrorCode::planInvalid:
        return {SR_TEXT("The plan cannot go on like this."),
                SR_TEXT("Raise an exception: people decide how it goes on.")};
    case ErrorCode::needsDecision:
        return {SR_TEXT("People must decide how it goes on."),
                SR_TEXT("Raise an exception and say what happened.")};
    case ErrorCode::fileMissing:
        return {SR_TEXT("A file is not there."), SR_TEXT("Bring the stick that has it.")};
    case ErrorCode::fileExists:
        return {SR_TEXT("A file is there already, and nothing is written over."),
                SR_TEXT("Take another stick, or look what the file is.")};
    case ErrorCode::notRegularFile:
        return {SR_TEXT("A file is not an ordinary one."),
                SR_TEXT("Bring an ordinary file on another stick.")};
    case ErrorCode::noSpace:
        return {SR_TEXT("There is no room left."),
                SR_TEXT("Take a stick with more room, or make room on it elsewhere.")};
    case ErrorCode::readOnly:
        return {SR_TEXT("It cannot be written to."),
                SR_TEXT("Look at the switch on the stick, or take another one.")};
    case ErrorCode::inputOutput:
        return {SR_TEXT("Reading or writing failed."),
                SR_TEXT("Plug the stick in again, or take another one.")};
    case ErrorCode::mediumUnsafe:
        return {SR_TEXT("A stick or the disk did not keep what was written."),
                SR_TEXT("It is not trusted any more. Take another one.")};
    case ErrorCode::busy:
        return {SR_TEXT("Another program holds it."), SR_TEXT("Close the other one first.")};
    case ErrorCode::moduleMissing:
        return {SR_TEXT("The HSM's or the reader's program library is not there."),
                SR_TEXT("Look at the site file: it names the library.")};
    case ErrorCode::moduleBroken:
        return {SR_TEXT("The HSM's or the reader's program library does not work."),
                SR_TEXT("Look at the site file, and at the device's own tools.")};
    case ErrorCode::tokenMissing:
        return {SR_TEXT("The card or the HSM is not there any more."),
                SR_TEXT("Put it back. If it is lost, raise an exception.")};
    case ErrorCode::tokenNotBlank:
        return {SR_TEXT("It is not blank."), SR_TEXT("Take a blank one. Nothing on this one was changed.")};
    case ErrorCode::tokenNotOurs:
        return {SR_TEXT("This card or HSM is not the one that is meant."),
                SR_TEXT("Take the right one. Nothing on this one was changed.")};
    case ErrorCode::pinWrong:
        return {SR_TEXT("The PIN was not right."),
                SR_TEXT("Look how many tries are left before the next one.")};
    case ErrorCode::pinLocked:
        return {SR_TEXT("The PIN is locked."),
                SR_TEXT("Another officer takes part. Raise an exception about this card.")};
    case ErrorCode::pinLastTry:
        return {SR_TEXT("One try is left, and it is not used."),
                SR_TEXT("Another officer takes part. Raise an exception about this card.")};
    case ErrorCode::objectMissing:
        return {SR_TEXT("A key is not where it should be."),
                SR_TEXT("Raise an exception. Do not make another one before it is understood.")};
    case ErrorCode::objectDuplicate:
        return {SR_TEXT("There are two of what must be one."),
                SR_TEXT("Raise an exception and find out which is right.")};
    case ErrorCode::tokenRefused:
        return {SR_TEXT("The card or the HSM refused."),
                SR_TEXT("Try once more. If it refuses again, raise an exception.")};
    case ErrorCode::tokenLied:
        return {SR_TEXT("The card or the HSM said yes, and it is not so."),
                SR_TEXT("It is not trusted any more. Raise an exception.")};
    case ErrorCode::noSecureMemory:
        return {SR_TEXT("The memory for secrets is not safe."),
                SR_TEXT("The machine must be set up anew. See the README.")};
    case ErrorCode::selfTestFailed:
        return {SR_TEXT("The program's own tests failed."), SR_TEXT("Do not use this machine.")};
    case ErrorCode::childFailed:
        return {SR_TEXT("A helper program ended without an answer."),
                SR_TEXT("Try once more. If it fails again, raise an exception.")};
    case ErrorCode::cryptoFailed:
        return {SR_TEXT("A computation failed that should work."),
                SR_TEXT("Close the program and start it again.")};
    case ErrorCode::clockMoved:
        return {SR_TEXT("The computer's clock was moved."),
                SR_TEXT("Set it right by the clock on the wall. The ceremony then goes on by itself.")};
    case ErrorCode::cancelled:
        return {SR_TEXT("It was stopped."), SR_TEXT("Start it again when the room is ready.")};
    }
    return {"", ""};
}

} // namespace

ErrorWords wordsFor(const Error& error) {
    const Sources sources = sourcesOf(error.code);
    QString detail = shown(error.detail);
    if (!detail.isEmpty() && !detail.endsWith('.'))
        detail += '.';
    return {words(sources.happened), words("Nothing is lost."), words(sources.toDo), detail};
}

} // namespace strongroom::ui
