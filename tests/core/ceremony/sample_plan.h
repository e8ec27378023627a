// A small plan that is right, for the tests that make it wrong; and reading files of resources.
#pragma once

#include "small_plan.h"

#include "core/ceremony/policy_reader.h"
#include "core/ceremony/profile_reader.h"

#include <QFile>

namespace strongroom::ceremony::test {

// Steps begin at line 24; sections at lines 22, 27 and 34.
inline const std::string samplePlan = R"(format: strongroom-plan/1
id: sample
title: A sample
version: "1"
order: {by: Management Board, reference: B-1, cps: "4.2"}
uses: {policy: small-authority, root: private-root-p384, sub: private-issuing-p384, crl: private-crl-p384}
expect: {hsm: {model: SoftHSM*, mode: fips}}
hsms: [primary]
places: {safe-1: {site: 1, controllers: 2}, safe-2: {site: 2, controllers: 1}}
roles:
  administrator: {people: 1}
  officer: {people: 5, quorum: 3, card: true, alternates: 1}
  safe-controller: {people: 3, excludes: [officer]}
  witness: {people: 1, card: sign-only, initials: script}
materials:
  - {id: hsm, item: HSM, bag: expected, serial: CS-1, to: safe-1}
  - {id: backup-a, item: stick, colour: red, to: safe-1}
  - {id: backup-b, item: stick, colour: blue, to: safe-2}
  - {id: bags, item: tamper-evident bag, quantity: 12, numbers: read}
acts:
- act: Opening
  sections:
  - section: Cards
    steps:
    - {read: administrator, text: {en: "This is {id}.", de: "Dies ist {id}."}, minutes: 3}
    - {hsm: primary, prove: blank}
    - {enrol: officer, each-minutes: 3}
    - {enrol: witness}
    - {agree: policy, by: all-cards}
    - {hsm: primary, initialise: {pin: officer, so-pin: officer}}
- act: Keys
  sections:
  - section: Root key
    session: {hsm: primary, quorum: officer}
    steps:
    - {generate: root-key, algorithm: P-384}
    - {generate: record-key}
    - {backup: {keys: [root-key], mbk: officer, to: [backup-a, backup-b]}}
    - {drill: {from: backup-a, with: officer}}
    - {drill: {from: backup-b, with: officer}}
  - {break: 20m, stay: [witness]}
contingencies: [spare-card, abandon]
after:
  - {duty: publish the certificate, who: administrator, within: 24h}
)";

inline std::string fileText(const std::string& name) {
    QFile file(QStringLiteral(STRONGROOM_RESOURCES "/") + QString::fromStdString(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

// With the policy and the profiles of resources, as the engine binds them.
inline Result<void> bindResources(Plan& plan) {
    for (const auto& [use, name] : plan.uses) {
        if (use == "policy") {
            SR_ASSIGN(const custody::Policy policy,
                      readPolicy(fileText("policies/" + name + ".yaml"), name + ".yaml"));
            plan.policy = policy.canonical();
            continue;
        }
        SR_ASSIGN(ProfileFile file,
                  readProfileFile(fileText("profiles/pki/" + name + ".yaml"), name + ".yaml"));
        SR_TRY(bindProfile(plan, use, {std::move(file)}));
    }
    return {};
}

} // namespace strongroom::ceremony::test
