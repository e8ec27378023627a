#include "ui/text/person_words.h"

#include "ui/text/translated.h"
#include "ui/text/words.h"

#include <QStringList>
#include <algorithm>

namespace strongroom::ui {

namespace {

QString roleName(const QString& role) {
    static const std::pair<const char*, const char*> known[] = {
        {"administrator", SR_TEXT("Administrator")},
        {"officer", SR_TEXT("Key officer")},
        {"witness", SR_TEXT("Witness")},
        {"auditor", SR_TEXT("Auditor")},
        {"safe-controller", SR_TEXT("Safe controller")},
        {"guest", SR_TEXT("Guest")},
    };
    for (const auto& [name, words] : known)
        if (role == QLatin1String(name))
            return ui::words(words);
    return role;
}

} // namespace

const api::Person* personOf(const api::Snapshot& snapshot, const api::PersonId& person) {
    const auto found = std::find_if(snapshot.people.begin(), snapshot.people.end(),
                                    [&](const api::Person& one) { return one.id == person; });
    return found != snapshot.people.end() ? &*found : nullptr;
}

QString roleWords(const api::PersonId& person) {
    const QString id = shown(person);
    const qsizetype dash = id.lastIndexOf('-');
    bool isNumber = false;
    const int number = id.mid(dash + 1).toInt(&isNumber);
    return dash > 0 && isNumber ? roleName(id.left(dash)) + " " + QString::number(number) : roleName(id);
}

QString nameWords(const api::Snapshot& snapshot, const api::PersonId& person) {
    const api::Person* known = personOf(snapshot, person);
    return known != nullptr && !known->name.empty() ? shown(known->name) : roleWords(person);
}

QString personWords(const api::Snapshot& snapshot, const api::PersonId& person) {
    // A name keeps its own direction, whatever stands around it: first strong isolate, pop isolate.
    const QChar isolate(0x2068), pop(0x2069);
    const api::Person* known = personOf(snapshot, person);
    return known != nullptr && !known->name.empty()
               ? words("%1 (%2)").arg(isolate + shown(known->name) + pop, roleWords(person))
               : roleWords(person);
}

QString peopleWords(const api::Snapshot& snapshot, const std::vector<api::PersonId>& people) {
    constexpr std::size_t most = 3;
    QStringList names;
    for (std::size_t i = 0; i < people.size() && i < most; ++i)
        names << personWords(snapshot, people[i]);
    if (people.size() > most)
        return words("%1 and %2 more").arg(names.join(", ")).arg(people.size() - most);
    if (names.size() < 2)
        return names.join("");
    const QString last = names.takeLast();
    return words("%1 and %2").arg(names.join(", "), last);
}

} // namespace strongroom::ui
