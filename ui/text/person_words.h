// People as a room names them: "Lena Haddad, officer 3". Main thread.
#pragma once

#include "core/api/snapshot.h"

#include <QString>

namespace strongroom::ui {

// "officer 3" in the window's language; a role that is not one of ours stays as the plan wrote it.
QString roleWords(const api::PersonId& person);
// The person's name, or the role's words while nobody said the name.
QString nameWords(const api::Snapshot& snapshot, const api::PersonId& person);
// Both: "Lena Haddad (officer 3)".
QString personWords(const api::Snapshot& snapshot, const api::PersonId& person);
// Several, joined: "A, B and C"; of many the first three.
QString peopleWords(const api::Snapshot& snapshot, const std::vector<api::PersonId>& people);

const api::Person* personOf(const api::Snapshot& snapshot, const api::PersonId& person);

} // namespace strongroom::ui
