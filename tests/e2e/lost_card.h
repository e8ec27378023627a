// A ceremony in which a card is lost: found-root with what follows a loss put before its closing act, written
// into a copy of the resources.
#pragma once

#include "files.h"

#include <QtCore/QDir>

namespace strongroom::test {

constexpr const char* afterTheLoss = R"(- act: A card is lost
  sections:
  - section: The roster
    steps:
    - {lost: {card: officer-2, by: [administrator, witness]}}
    - {replace: officer-2, card: officer-2-spare}
    - {renew: {hsm: primary, sets: [so-pin, user-pin]}}
  - section: The backup
    session: {hsm: primary, quorum: officer}
    steps:
    - {rewrap: {keys: [root-key], mbk: officer, from: backup-a, to: [backup-c, backup-d]}}
    - {drill: {from: backup-c, with: officer}}
    - {drill: {from: backup-d, with: officer}}
    - {destroy: {medium: backup-a, by: [administrator, witness]}}
    - {destroy: {medium: backup-b, by: [administrator, witness]}}
)";

// The plan's path; "" when found-root is not as expected.
inline QString writeLostCardPlan(const QString& folder) {
    for (const char* part : {"plans/samples", "policies", "profiles/pki"}) {
        QDir().mkpath(folder + "/" + part);
        const QDir from(QStringLiteral(STRONGROOM_RESOURCES "/") + part);
        for (const QString& name : from.entryList(QDir::Files))
            QFile::copy(from.filePath(name), folder + "/" + part + "/" + name);
    }
    QByteArray plan = textOf(QStringLiteral(STRONGROOM_RESOURCES "/plans/found-root.yaml"));
    const QByteArray stick = "  - {id: in, item: stick", closing = "- act: Closing\n";
    if (!plan.contains(stick) || !plan.contains(closing))
        return {};
    plan.replace(
        stick,
        "  - {id: backup-c, item: stick, to: safe-1}\n  - {id: backup-d, item: stick, to: safe-2}\n" + stick);
    const qsizetype at = plan.indexOf(closing);
    QByteArray end = plan.mid(at);
    end.replace("backup-a", "backup-c").replace("backup-b", "backup-d");
    const QString path = folder + "/plans/lost-card.yaml";
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return {};
    file.write(plan.left(at) + afterTheLoss + end);
    return path;
}

} // namespace strongroom::test
