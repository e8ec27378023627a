// The training room: what hands do in a real one, and the drills that a trainer picks from a list. Only
// training has a desk. Its commands go to the simulator, never to the engine; the engine notices what changed
// when it looks again (Engine::poll). Nothing that lies on the desk is real.
//
// Threads: any. The desk has a lock of its own and is used on another thread than the engine's, so that a
// stick can be pulled while it is written and the HSM in the middle of a signature. It works on files alone
// and never calls a PKCS#11 module. Each call is short (a few milliseconds), but touches the disk: not for
// the UI thread where that counts.
#pragma once

#include "core/api/step.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <optional>
#include <string>
#include <vector>

namespace strongroom::api {

// What can be made to go wrong on purpose. One drill at a time is under way.
enum class Drill {
    forgottenPin,   // the desk does not show the PIN of a card
    wrongPin,       // the desk shows a wrong one, once
    wrongCard,      // the next officer's card that is inserted is another officer's
    foreignShare,   // an officer's sealed share is another officer's
    swappedRequest, // the requests on a stick are somebody else's
    wrongStick,     // the next stick that is plugged in is another one
    mistypedBag,    // the receipt of a bag has two digits swapped
    hsmPulled,      // the HSM is pulled in the middle of its next signature
    stickFull,      // no space is left on a stick
    stickPulled,    // a stick is pulled while it is next written to
    clockAhead,     // the computer's clock jumps an hour ahead
    clockBehind,    // the computer's clock falls a year behind
    powerCut,       // the program ends at once, as by SIGKILL
    officerLeaves,  // a person goes home with the card, for good
    alarm,          // everybody has to leave the room now
};
const char* nameOf(Drill drill) noexcept;

struct DrillOffer {
    Drill drill = Drill::forgottenPin;
    Text title;
    Text happens; // one sentence
    Text lesson;  // one sentence: what the room should learn
    std::vector<std::string>
        targets;           // cards, sticks, bags or HSMs to choose from; {} where nothing is chosen
    bool possible = false; // startDrill would take it now
    Text whyNot;           // where it is not possible
    bool underWay = false;
};

struct DeskDevice {
    std::string name;
    std::string seal; // the number printed on its seal
    bool connected = false;
    bool operator==(const DeskDevice&) const = default;
};

struct DeskCard {
    std::string name; // as marked: "officer-3", or "officer-3-spare"
    bool spare = false;
    bool inserted = false;
    bool away = false; // its holder has left with it
    bool operator==(const DeskCard&) const = default;
};

struct DeskStick {
    std::string name;
    std::string colour, item; // as the plan has them; colour "" where it names none
    bool plugged = false;     // or else in the drawer
    bool operator==(const DeskStick&) const = default;
};

struct DeskBag {
    std::string name;    // as the prompt that asks for its number: "hsm", "backup-a", "cards-2"
    std::string number;  // printed on the bag itself
    std::string receipt; // on its tear-off strip: the same, unless there is a drill
    bool operator==(const DeskBag&) const = default;
};

struct DeskView {
    std::vector<DeskDevice> devices;
    std::vector<DeskCard> cards;
    std::vector<DeskStick> sticks;
    std::vector<DeskBag> bags;
    std::optional<Drill> underWay;
    std::optional<Text> message; // of the drill that is under way, for the room to read: the alarm
    bool operator==(const DeskView&) const = default;
};

class Desk {
public:
    virtual ~Desk() = default;

    // Everything that lies on it now.
    virtual DeskView view() const = 0;

    virtual std::vector<std::string> cards() const = 0; // names on the tray: "officer-3"
    virtual Result<void> insertCard(const std::string& name) = 0;
    virtual Result<void> removeCard(const std::string& name) = 0;
    virtual Result<void> connectHsm(const std::string& device) = 0;
    virtual Result<void> disconnectHsm(const std::string& device) = 0;
    // The HSM's external erase button: keys, PINs and sessions are gone, the token is blank. Connected or
    // not.
    virtual Result<void> pressEraseButton(const std::string& device) = 0;
    virtual std::vector<std::string> media() const = 0;
    virtual Result<void> insertMedium(const std::string& name) = 0;
    virtual Result<void> removeMedium(const std::string& name) = 0;

    // Shown on the training desk only (PROTOCOL P7): the PIN that this card got, or will get. Asked when
    // somebody turns the slip over, not at each redraw: a drill counts. notNow while it is forgotten.
    virtual Result<Secret> cardPin(const std::string& name) const = 0;
    virtual Result<Secret> cardSecurityOfficerPin(const std::string& name) const = 0;

    virtual std::vector<DrillOffer> drills() const = 0; // all of them, in the order of the enumeration
    // `on` is one of the offer's targets, or "" to leave the choice to the desk. notNow while another is
    // under way or when it is not possible now. powerCut does not return.
    virtual Result<void> startDrill(Drill drill, const std::string& on) = 0;
    // Puts right again what the drill changed on the desk (a swapped request is swapped back; the clock runs
    // right); a pulled HSM or stick stays out until hands put it back, and who left stays away. All right
    // when no drill is under way: some end by themselves.
    virtual Result<void> endDrill() = 0;
};

} // namespace strongroom::api
