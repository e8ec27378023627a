// The folder of a sample authority, and what verifyFolder says of it: for tests that change something there.
#pragma once

#include "core/authority/replay.h"
#include "core/authority/verify.h"
#include "core/base/hex.h"
#include "core/base_io/file_layer.h"
#include "core/ossl/digest.h"
#include "tests/support/outcome.h"
#include "tests/support/sample_authority.h"
#include "tests/support/test_main.h"

#include <QtCore/QTemporaryDir>

#include <filesystem>
#include <memory>
#include <string>

// The folder is refused with this code, for a reason with these words.
#define REFUSED(options, expected, words)                                                                    \
    do {                                                                                                     \
        const auto srRefused = verifyFolder(folder(), options);                                              \
        QCOMPARE(outcome(srRefused), std::string(expected));                                                 \
        QVERIFY2(srRefused.error().detail.find(words) != std::string::npos,                                  \
                 srRefused.error().detail.c_str());                                                          \
    } while (false)
#define ACCEPTED(options)                                                                                    \
    do {                                                                                                     \
        const auto srAccepted = verifyFolder(folder(), options);                                             \
        QVERIFY2(srAccepted, srAccepted ? "" : srAccepted.error().detail.c_str());                           \
    } while (false)

namespace strongroom::tests {

class VerifiedSample : public QObject {
protected:
    // Another folder, with nothing in it yet.
    void begin() {
        m_temporary = std::make_unique<QTemporaryDir>();
        m_sample = std::make_unique<SampleAuthority>(folder());
    }

    std::filesystem::path folder() const { return m_temporary->path().toStdString(); }
    SampleAuthority& sample() { return *m_sample; }
    std::filesystem::path path(const std::string& name) const { return folder() / name; }
    std::string notePath(std::uint64_t size) const { return "checkpoints/" + std::to_string(size) + ".note"; }
    void replaceNote(const base::Note& note, std::uint64_t size) {
        std::filesystem::remove(path(notePath(size)));
        sample().writeNote(note, size);
    }
    // Everybody is enrolled and the policy proposed: what every card signs then.
    Bytes proposePolicy() {
        sample().open();
        for (const std::string& person : SampleAuthority::everybody)
            sample().enrol(person);
        sample().add(authority::PolicyProposed{custody::simplePolicy("sample", 3, 5).canonical()});
        return *authority::foundingStatement(sample().state());
    }
    authority::VerifyOptions anchored() const {
        authority::VerifyOptions options;
        options.anchor = m_sample->state().anchor;
        return options;
    }
    // An erase that was approved and comes next.
    authority::EraseIntended approveErase() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        authority::EraseIntended erase = sample().prepareErase();
        erase.request = sample().requestErase(erase);
        sample().approve(erase.request);
        return erase;
    }

private:
    std::unique_ptr<QTemporaryDir> m_temporary;
    std::unique_ptr<SampleAuthority> m_sample;
};

} // namespace strongroom::tests
