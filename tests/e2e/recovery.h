// How a stranger gets back what was split and wrapped, without our program, as the README tells it: OpenSSL
// opens an envelope with the card behind its PKCS#11 engine, npm's slip39 combines the words, OpenSSL unwraps
// the key. NPM_FOLDER and SUPPORT_FOLDER are set by CMake.
#pragma once

#include "program.h"
#include "rehearsal_folder.h"

#include "core/custody/activation_secret.h"
#include "core/simulator/store.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

namespace strongroom::test {

inline std::string plain(const Secret& secret) {
    return secret.expose([](auto bytes) { return std::string(bytes.begin(), bytes.end()); });
}

// The officers, counted from 0.
inline std::string officerAt(std::size_t index) {
    return "officer-" + std::to_string(index + 1);
}

// The folder of a backup on a stick.
inline QString backupOn(const std::string& stick, int number, const RehearsalFolder& rehearsal) {
    const std::string authority = rehearsal.state().authority.hex().substr(0, 16);
    const std::filesystem::path stored = rehearsal.folder() / "media" / stick / authority;
    return QString::fromStdString((stored / ("keys-" + std::to_string(number))).string());
}

// `openssl cms -decrypt`; empty when it could not.
inline QByteArray openedByOpenssl(const QString& envelope, int officer, const RehearsalFolder& rehearsal) {
    const std::string person = "officer-" + std::to_string(officer);
    const auto pin = custody::trainingCardPin(rehearsal.state().authority, person);
    const auto module = simulator::Store::findSoftHsm();
    if (!pin || !module)
        return {};
    const std::filesystem::path card = rehearsal.folder() / "simulator" / "cards" / person;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("PKCS11_MODULE_PATH", QString::fromStdString(*module));
    environment.insert("SOFTHSM2_CONF", QString::fromStdString((card / "softhsm2.conf").string()));
    const QString key =
        "pkcs11:object=Strongroom%20shares;type=private;pin-value=" + QString::fromStdString(plain(*pin));
    return run("openssl",
               {"cms", "-decrypt", "-inform", "DER", "-in", envelope, "-engine", "pkcs11", "-keyform",
                "engine", "-inkey", key},
               environment)
        .output;
}

// The secret behind these words in hex; empty when npm's slip39 gives none.
inline QString combinedByNpm(const QJsonArray& words) {
    QProcess node;
    node.setWorkingDirectory(NPM_FOLDER);
    node.start("node", {SUPPORT_FOLDER "/exchange.js"});
    node.write(QJsonDocument(QJsonObject{{"do", "recover"}, {"shares", words}}).toJson());
    node.closeWriteChannel();
    if (!node.waitForFinished(30'000))
        return {};
    return QJsonDocument::fromJson(node.readAllStandardOutput()).object()["secret"].toString();
}

// Unwraps `blob` into `pkcs8`, a file that is left there; its output is the SPKI of what came out.
inline Said unwrappedByOpenssl(const QString& secret, const QString& blob, const QString& pkcs8) {
    const Said unwrapped = run("openssl", {"enc", "-d", "-id-aes256-wrap-pad", "-K", secret, "-iv",
                                           "A65959A6", "-in", blob, "-out", pkcs8});
    if (unwrapped.exitCode != 0)
        return unwrapped;
    return run("openssl", {"pkey", "-in", pkcs8, "-inform", "DER", "-pubout", "-outform", "DER"});
}

} // namespace strongroom::test
