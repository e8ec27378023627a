#include "core/simulator/drill_texts.h"

namespace strongroom::simulator {

using api::Drill;

DrillTexts textsOf(Drill drill) {
    switch (drill) {
    case Drill::forgottenPin:
        return {
            {SR_TEXT("A forgotten PIN"), {}},
            {SR_TEXT("An officer does not remember the PIN of the own card: the desk does not show it."), {}},
            {SR_TEXT("Nobody guesses; the quorum goes on without this officer, and it is noted."), {}}};
    case Drill::wrongPin:
        return {
            {SR_TEXT("A wrong PIN"), {}},
            {SR_TEXT("The desk shows a wrong PIN, once."), {}},
            {SR_TEXT("A wrong try is on record and costs one of few; look twice, then type the right one."),
             {}}};
    case Drill::wrongCard:
        return {
            {SR_TEXT("The wrong card"), {}},
            {SR_TEXT("The next officer's card that is inserted turns out to be another officer's."), {}},
            {SR_TEXT("The program knows a card by its chip, not by what is written on it; take it out and "
                     "find the right one."),
             {}}};
    case Drill::foreignShare:
        return {
            {SR_TEXT("A foreign share"), {}},
            {SR_TEXT("An officer's sealed share on this machine is replaced by another officer's."), {}},
            {SR_TEXT("A share that is not the own one is named, and opens nothing; the others go on, and the "
                     "disk is looked into."),
             {}}};
    case Drill::swappedRequest:
        return {{SR_TEXT("A swapped request"), {}},
                {SR_TEXT("Somebody has put another request, with another key, on the stick."), {}},
                {SR_TEXT("Only the file whose digest stands in the plan is certified; no other key gets a "
                         "certificate, however right its name looks."),
                 {}}};
    case Drill::wrongStick:
        return {{SR_TEXT("The wrong stick"), {}},
                {SR_TEXT("The next stick that is plugged in is another one: the labels were mixed up."), {}},
                {SR_TEXT("The program reads what a stick is; it writes nothing to the wrong one."), {}}};
    case Drill::mistypedBag:
        return {{SR_TEXT("A mistyped bag number"), {}},
                {SR_TEXT("The receipt of a bag shows its number with two digits swapped."), {}},
                {SR_TEXT("Read the number from the bag itself, and compare; a wrong number on record is "
                         "corrected by an exception, and both stay."),
                 {}}};
    case Drill::hsmPulled:
        return {{SR_TEXT("The HSM is pulled while it signs"), {}},
                {SR_TEXT("Somebody trips over the cable in the middle of the next signature."), {}},
                {SR_TEXT("Nothing is lost: the HSM is connected again, the session opened anew, and what was "
                         "being signed gets a new number."),
                 {}}};
    case Drill::stickFull:
        return {{SR_TEXT("A full stick"), {}},
                {SR_TEXT("Somebody has filled a stick with holiday films."), {}},
                {SR_TEXT("The program looks before it writes; make room on the stick and go on."), {}}};
    case Drill::stickPulled:
        return {
            {SR_TEXT("A stick is pulled while it is written"), {}},
            {SR_TEXT("Somebody pulls a stick in the middle of the next writing."), {}},
            {SR_TEXT("What is half written never counts; plug the stick in again, and it is written anew."),
             {}}};
    case Drill::clockAhead:
        return {
            {SR_TEXT("The clock jumps ahead"), {}},
            {SR_TEXT("The computer's clock is an hour ahead from now on."), {}},
            {SR_TEXT("No date is taken from a clock that was moved; compare it with the clock on the wall, "
                     "and set it right."),
             {}}};
    case Drill::clockBehind:
        return {
            {SR_TEXT("The clock falls behind"), {}},
            {SR_TEXT("The computer's clock is a year behind from now on."), {}},
            {SR_TEXT("No date is taken from a clock that was moved; compare it with the clock on the wall, "
                     "and set it right."),
             {}}};
    case Drill::powerCut:
        return {{SR_TEXT("A power cut"), {}},
                {SR_TEXT("The program is gone at once."), {}},
                {SR_TEXT("Start it again: the same step is there, and nothing is lost."), {}}};
    case Drill::officerLeaves:
        return {{SR_TEXT("A person leaves"), {}},
                {SR_TEXT("A person must go home, takes the own card along, and does not come back."), {}},
                {SR_TEXT("The others are enough, as long as the quorum holds; who left is noted."), {}}};
    case Drill::alarm:
        return {
            {SR_TEXT("An alarm"), {}},
            {SR_TEXT("The fire alarm rings."), {}},
            {SR_TEXT("Lock the room with one key and leave; on return, count what lies on the table."), {}}};
    }
    return {};
}

} // namespace strongroom::simulator
