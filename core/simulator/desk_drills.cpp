// The drills of the desk. Each changes something that hands could change, and is over when it has struck or
// when it is ended; what lies in a folder afterwards is put right.
#include "core/base_io/file_layer.h"
#include "core/simulator/desk.h"
#include "core/simulator/drill_texts.h"
#include "core/simulator/foreign_request.h"
#include "core/simulator/power_cut.h"

#include <algorithm>
#include <fstream>
#include <system_error>

namespace strongroom::simulator {

namespace {

namespace files = std::filesystem;

using api::Drill;
using base_io::FileKind;

constexpr std::uint64_t largestEnvelope = 64 * 1024;
constexpr std::chrono::seconds anHour{3600}, aYear{365 * 24 * 3600};

std::string placeOfStick(const std::string& stick) {
    return "stick-" + stick;
}
std::string envelopeFile(std::size_t number) {
    return std::to_string(number) + ".der";
}

bool isRegular(const files::path& path) {
    const auto kind = base_io::kindOf(path);
    return kind && *kind == FileKind::regular;
}

std::vector<files::path> foldersIn(const files::path& folder) {
    std::vector<files::path> found;
    std::error_code error, inner;
    for (files::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (at->is_directory(inner))
            found.push_back(at->path());
    std::sort(found.begin(), found.end());
    return found;
}

// The name by which the engine has marked a stick (PROTOCOL P9); "" for one that was never written to.
std::string markOn(const files::path& stick) {
    constexpr std::string_view prefix = "medium-";
    for (const files::path& home : foldersIn(stick))
        for (const files::path& folder : foldersIn(home))
            if (const std::string name = folder.filename().string(); name.starts_with(prefix))
                return name.substr(prefix.size());
    return "";
}

std::uint64_t bytesOn(const files::path& stick) {
    std::uint64_t bytes = 0;
    std::error_code error, inner;
    for (files::recursive_directory_iterator at(stick, error), end; !error && at != end; at.increment(error))
        if (at->is_regular_file(inner))
            bytes += at->file_size(inner);
    return bytes;
}

constexpr Drill everyDrill[] = {
    Drill::forgottenPin, Drill::wrongPin,    Drill::wrongCard, Drill::foreignShare,  Drill::swappedRequest,
    Drill::wrongStick,   Drill::mistypedBag, Drill::hsmPulled, Drill::stickFull,     Drill::stickPulled,
    Drill::clockAhead,   Drill::clockBehind, Drill::powerCut,  Drill::officerLeaves, Drill::alarm,
};

} // namespace

std::vector<api::DrillOffer> SimulatedDesk::drills() const {
    const std::lock_guard guard(m_lock);
    const UnderWay* now = underWay();
    std::vector<api::DrillOffer> offers;
    for (const Drill drill : everyDrill) {
        DrillTexts texts = textsOf(drill);
        api::DrillOffer offer;
        offer.drill = drill;
        offer.title = std::move(texts.title);
        offer.happens = std::move(texts.happens);
        offer.lesson = std::move(texts.lesson);
        offer.targets = targetsOf(drill);
        offer.underWay = now != nullptr && now->drill == drill;
        offer.whyNot = whyNot(drill, offer.targets);
        offer.possible = offer.whyNot.source.empty();
        offers.push_back(std::move(offer));
    }
    return offers;
}

Result<void> SimulatedDesk::startDrill(Drill drill, const std::string& on) {
    const std::lock_guard guard(m_lock);
    const std::vector<std::string> targets = targetsOf(drill);
    if (const Text reason = whyNot(drill, targets); !reason.source.empty())
        return Error{ErrorCode::notNow, reason.english()};
    if (!on.empty() && std::find(targets.begin(), targets.end(), on) == targets.end())
        return Error{ErrorCode::badArgument,
                     "the drill " + std::string(api::nameOf(drill)) + " knows no '" + on + "'"};
    const std::string chosen = !on.empty() || targets.empty() ? on : targets.front();
    m_underWay = UnderWay{drill, chosen, "", nullptr};
    if (const auto begun = begin(drill, chosen); !begun) {
        (void)putRight();
        return begun;
    }
    return {};
}

Result<void> SimulatedDesk::endDrill() {
    const std::lock_guard guard(m_lock);
    return putRight();
}

const SimulatedDesk::UnderWay* SimulatedDesk::underWay() const {
    if (!m_underWay)
        return nullptr;
    const bool hasStruck =
        (m_underWay->watch && m_underWay->watch->hasStruck()) ||
        (m_underWay->drill == Drill::hsmPulled && !m_devices.at(m_underWay->on).hasFault(FaultMode::pull));
    if (hasStruck)
        m_underWay.reset();
    return m_underWay ? &*m_underWay : nullptr;
}

bool SimulatedDesk::isUnderWay(Drill drill) const {
    const UnderWay* now = underWay();
    return now != nullptr && now->drill == drill;
}

std::vector<std::string> SimulatedDesk::targetsOf(Drill drill) const {
    std::vector<std::string> targets;
    switch (drill) {
    case Drill::forgottenPin:
    case Drill::wrongPin:
    case Drill::officerLeaves:
        for (const std::string& card : m_spec.cards)
            if (!m_spec.spares.contains(card) && !isAway(card))
                targets.push_back(card);
        break;
    case Drill::foreignShare: {
        const std::vector<files::path> sets = foldersIn(m_spec.authority / "envelopes");
        for (std::size_t i = 0; i < m_spec.shareHolders.size() && m_spec.shareHolders.size() > 1; ++i)
            if (std::any_of(sets.begin(), sets.end(),
                            [&](const auto& set) { return isRegular(set / envelopeFile(i + 1)); }))
                targets.push_back(m_spec.shareHolders[i]);
        break;
    }
    case Drill::swappedRequest:
        for (const DeskStickSpec& stick : m_spec.sticks) {
            const files::path root = placeOf(placeOfStick(stick.name));
            if (std::any_of(stick.requests.begin(), stick.requests.end(),
                            [&](const std::string& file) { return isRegular(root / file); }))
                targets.push_back(stick.name);
        }
        break;
    case Drill::mistypedBag: targets = m_spec.bags; break;
    case Drill::hsmPulled: targets = m_spec.devices; break;
    case Drill::stickFull:
    case Drill::stickPulled:
        for (const DeskStickSpec& stick : m_spec.sticks)
            targets.push_back(stick.name);
        break;
    case Drill::wrongCard:
    case Drill::wrongStick:
    case Drill::clockAhead:
    case Drill::clockBehind:
    case Drill::powerCut:
    case Drill::alarm: break;
    }
    return targets;
}

// "" when it is possible.
Text SimulatedDesk::whyNot(Drill drill, const std::vector<std::string>& targets) const {
    if (underWay() != nullptr)
        return {SR_TEXT("Another drill is under way; end that one first."), {}};
    switch (drill) {
    case Drill::forgottenPin:
    case Drill::wrongPin:
    case Drill::officerLeaves:
        return targets.empty() ? Text{SR_TEXT("No card lies on the desk."), {}} : Text{};
    case Drill::wrongCard: {
        const auto made = std::count_if(m_spec.cards.begin(), m_spec.cards.end(), [&](const auto& card) {
            return !m_spec.spares.contains(card) && !isAway(card) && m_cards.at(card).holdsToken();
        });
        return made < 2 ? Text{SR_TEXT("Not before two officers have enrolled their cards."), {}} : Text{};
    }
    case Drill::foreignShare:
        return targets.empty() ? Text{SR_TEXT("Not before shares were handed out."), {}} : Text{};
    case Drill::swappedRequest:
        return targets.empty() ? Text{SR_TEXT("No stick carries a request."), {}} : Text{};
    case Drill::wrongStick: {
        const bool isMarked = std::any_of(m_spec.sticks.begin(), m_spec.sticks.end(), [&](const auto& one) {
            return !markOn(placeOf(placeOfStick(one.name))).empty();
        });
        return isMarked && m_spec.sticks.size() > 1
                   ? Text{}
                   : Text{SR_TEXT("Not before something was written to a stick."), {}};
    }
    case Drill::mistypedBag:
        return targets.empty() ? Text{SR_TEXT("No bag lies in the drawer."), {}} : Text{};
    case Drill::hsmPulled: return targets.empty() ? Text{SR_TEXT("The HSM is a real one."), {}} : Text{};
    case Drill::stickFull:
    case Drill::stickPulled: return targets.empty() ? Text{SR_TEXT("The sticks are real ones."), {}} : Text{};
    case Drill::clockAhead:
    case Drill::clockBehind: return m_spec.clock ? Text{} : Text{SR_TEXT("The clock is a real one."), {}};
    case Drill::powerCut:
    case Drill::alarm: break;
    }
    return {};
}

Result<void> SimulatedDesk::begin(Drill drill, const std::string& on) {
    switch (drill) {
    case Drill::foreignShare: return replaceShares(on);
    case Drill::swappedRequest:
        for (const std::string& file : stick(on)->requests)
            if (isRegular(placeOf(placeOfStick(on)) / file))
                SR_TRY(m_kept.replace(placeOfStick(on), file, base::viewOf(foreignRequest())));
        return {};
    case Drill::hsmPulled: return m_devices.at(on).setFault({"C_Sign", 1, FaultMode::pull});
    case Drill::stickFull: return fill(on);
    case Drill::stickPulled: {
        // Without the lock: the desk waits for the watch, and nothing but this stick is moved.
        SR_ASSIGN(m_underWay->watch, StickWatch::begin(m_spec.media / on, [this, on] {
                      (void)base_io::renameNew(m_spec.media / on, drawer(on));
                  }));
        return {};
    }
    case Drill::clockAhead: m_spec.clock->showOffBy(anHour); return {};
    case Drill::clockBehind: m_spec.clock->showOffBy(-aYear); return {};
    case Drill::powerCut: cutPower();
    case Drill::officerLeaves:
        SR_TRY(base_io::writeNew(m_spec.folder / "away" / on, {}));
        m_underWay.reset(); // for good
        return m_cards.at(on).remove();
    case Drill::forgottenPin:
    case Drill::wrongPin:
    case Drill::wrongCard:
    case Drill::wrongStick:
    case Drill::mistypedBag:
    case Drill::alarm: break; // when hands come to it
    }
    return {};
}

// Of every set: nobody knows which one is opened next.
Result<void> SimulatedDesk::replaceShares(const std::string& holder) {
    const auto found = std::find(m_spec.shareHolders.begin(), m_spec.shareHolders.end(), holder);
    const auto number = static_cast<std::size_t>(found - m_spec.shareHolders.begin()) + 1;
    const std::string own = envelopeFile(number), other = envelopeFile(number == 1 ? 2 : 1);
    for (const files::path& set : foldersIn(m_spec.authority / "envelopes")) {
        if (!isRegular(set / own) || !isRegular(set / other))
            continue;
        SR_ASSIGN(const Bytes bytes, base_io::readRegularFile(set / other, largestEnvelope));
        SR_TRY(m_kept.replace("authority", files::path("envelopes") / set.filename() / own, bytes));
    }
    return {};
}

files::path SimulatedDesk::placeOf(const std::string& place) const {
    if (place == "authority")
        return m_spec.authority;
    for (const DeskStickSpec& one : m_spec.sticks)
        if (placeOfStick(one.name) == place)
            return isPlugged(one.name) ? m_spec.media / one.name : drawer(one.name);
    return {};
}

files::path SimulatedDesk::filler(const std::string& name) const {
    return placeOf(placeOfStick(name)) / "holiday-films.bin";
}

// A file with a hole: the room's disk is not filled.
Result<void> SimulatedDesk::fill(const std::string& name) {
    const files::path file = filler(name);
    const std::uint64_t used = bytesOn(file.parent_path());
    std::ofstream(file, std::ios::binary);
    std::error_code error;
    files::resize_file(file, m_spec.stickBytes - std::min(used, m_spec.stickBytes), error);
    if (error)
        return Error{ErrorCode::inputOutput, "filling the training stick: " + error.message()};
    return {};
}

// An officer's card in another officer's place: the readers' simulators read each other's tokens.
Result<void> SimulatedDesk::mixUpCards(const std::string& inserted) {
    const auto takes = [&](const std::string& card) {
        return !m_spec.spares.contains(card) && !isAway(card) && m_cards.at(card).holdsToken() &&
               !m_cards.at(card).isInserted();
    };
    if (!m_underWay->partner.empty() || !takes(inserted))
        return {};
    const auto other = std::find_if(m_spec.cards.begin(), m_spec.cards.end(),
                                    [&](const std::string& card) { return card != inserted && takes(card); });
    if (other == m_spec.cards.end())
        return {};
    m_underWay->on = inserted;
    m_underWay->partner = *other;
    SR_TRY(m_cards.at(inserted).readTokenOf(m_cards.at(*other)));
    return m_cards.at(*other).readTokenOf(m_cards.at(inserted));
}

// When both lie on the tray again, somebody sees it.
Result<void> SimulatedDesk::sortCards() {
    if (m_underWay->partner.empty() || m_cards.at(m_underWay->on).isInserted() ||
        m_cards.at(m_underWay->partner).isInserted())
        return {};
    for (const std::string& card : {m_underWay->on, m_underWay->partner})
        SR_TRY(m_cards.at(card).readTokenOf(m_cards.at(card)));
    m_underWay.reset();
    return {};
}

// Only one that the engine has marked: a stick that tells nobody what it is would be written to, and that
// could not be put right.
Result<bool> SimulatedDesk::plugAnother(const std::string& name) {
    SR_ASSIGN(const FileKind own, base_io::kindOf(drawer(name)));
    if (!m_underWay->partner.empty() || own != FileKind::folder)
        return false;
    for (const DeskStickSpec& other : m_spec.sticks) {
        if (other.name == name || isPlugged(other.name) || markOn(drawer(other.name)) != other.name)
            continue;
        SR_TRY(base_io::renameNew(drawer(other.name), m_spec.media / name));
        m_underWay->on = name;
        m_underWay->partner = other.name;
        return true;
    }
    return false;
}

// Also what a drill left that a power cut ended.
Result<void> SimulatedDesk::putRight() {
    if (m_underWay && !m_underWay->partner.empty() && m_underWay->drill == Drill::wrongCard) {
        for (const std::string& card : {m_underWay->on, m_underWay->partner}) {
            SR_TRY(m_cards.at(card).remove());
            SR_TRY(m_cards.at(card).readTokenOf(m_cards.at(card)));
        }
    }
    m_underWay.reset();
    for (const DeskStickSpec& one : m_spec.sticks) {
        const files::path plugged = m_spec.media / one.name;
        const auto lying = base_io::kindOf(drawer(one.name));
        if (!isPlugged(one.name) || !lying || *lying != FileKind::folder)
            continue;
        if (const std::string name = markOn(plugged); !name.empty() && name != one.name)
            SR_TRY(base_io::renameNew(plugged, drawer(name)));
    }
    SR_TRY(m_kept.putBack());
    for (const DeskStickSpec& one : m_spec.sticks) {
        std::error_code error;
        files::remove(filler(one.name), error);
        if (error)
            return Error{ErrorCode::inputOutput, "emptying the training stick: " + error.message()};
    }
    for (auto& [name, device] : m_devices)
        if (device.hasFault(FaultMode::pull))
            SR_TRY(device.clearFault());
    if (m_spec.clock)
        m_spec.clock->showOffBy(std::chrono::seconds(0));
    return {};
}

} // namespace strongroom::simulator
