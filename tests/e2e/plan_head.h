// The beginning of a plan for the small authority's people; materials, inputs and acts follow.
#pragma once

#include <string>

namespace strongroom::test {

inline std::string planHead(const std::string& id, const std::string& title) {
    return "format: strongroom-plan/1\nid: " + id + "\ntitle: " + title + R"(
version: "1.0"
uses: {policy: small-authority}
hsms: [primary]
roles:
  administrator: {people: 1}
  officer: {people: 5, quorum: 3, card: true}
  witness: {people: 1, card: sign-only}
)";
}

} // namespace strongroom::test
