// Checkpoints and manifest notes: exact texts, who signed, and who only seems to have.
#include "core/audit/checkpoint.h"
#include "core/base/hex.h"
#include "core/ossl/digest.h"
#include "core/ossl/key.h"
#include "tests/support/outcome.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::audit;
using namespace strongroom::tests;
using ossl::PrivateKey;

namespace {

Digest digestOf(const char* text) {
    return ossl::sha256(base::viewOf(text));
}

const Digest authority = digestOf("authority");

Checkpoint sample() {
    return {authority,
            42,
            digestOf("root"),
            digestOf("chain"),
            Mode::training,
            "0001-found-root",
            CheckpointKind::erase,
            *base::fromRfc3339("2027-03-01T09:00:00Z")};
}

struct Signed {
    base::Note note;
    NoteKeys keys;
};

} // namespace

class TestCheckpoint : public QObject {
    Q_OBJECT

private:
    const PrivateKey m_recordKey = *PrivateKey::generate("P-256");
    const PrivateKey m_card = *PrivateKey::generate("P-256");
    const PrivateKey m_other = *PrivateKey::generate("P-384");
    const PrivateKey m_rsa = *PrivateKey::generate("RSA-2048");

    CardKey cardKey(const PrivateKey& key, const char* algorithm) const {
        return {key.publicKey().spki(), algorithm};
    }
    Signed signedSample() const {
        const std::string text = checkpointText(sample());
        return {{text,
                 {*signAsRecordKey(authority, text, m_recordKey),
                  *signAsCard(authority, text, m_card, "ecdsa-with-SHA256"),
                  *signAsCard(authority, text, m_other, "ecdsa-with-SHA384")}},
                {authority,
                 m_recordKey.publicKey().spki(),
                 {cardKey(m_card, "ecdsa-with-SHA256"), cardKey(m_other, "ecdsa-with-SHA384")}}};
    }

private slots:
    void textHasTheseExactBytes() {
        const std::string expected =
            "strongroom.invalid/" + authority.hex() + "\n42\n" + base::toBase64(digestOf("root").view()) +
            "\nchain " + digestOf("chain").hex() +
            "\nmode training\nceremony 0001-found-root erase\ntime 2027-03-01T09:00:00Z\n";
        QCOMPARE(checkpointText(sample()), expected);
        QVERIFY(*checkpointFromText(expected) == sample());
        for (const auto kind :
             {CheckpointKind::open, CheckpointKind::suspend, CheckpointKind::erase, CheckpointKind::close}) {
            Checkpoint checkpoint = sample();
            checkpoint.kind = kind;
            checkpoint.mode = Mode::production;
            QVERIFY(*checkpointFromText(checkpointText(checkpoint)) == checkpoint);
        }
    }

    void everyByteOfTheTextCounts() {
        const std::string text = checkpointText(sample());
        for (std::size_t i = 0; i < text.size(); ++i) {
            QCOMPARE(outcome(checkpointFromText(text.substr(0, i))), std::string("badFormat"));
            for (int bit = 0; bit < 8; ++bit) {
                std::string changed = text;
                changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
                const auto read = checkpointFromText(changed);
                if (read)
                    QVERIFY(*read != sample() && checkpointText(*read) == changed);
            }
        }
        QCOMPARE(outcome(checkpointFromText(text + "more\n")), std::string("badFormat"));
        std::string zero = text;
        zero.replace(zero.find("\n42\n"), 4, "\n0\n");
        QCOMPARE(outcome(checkpointFromText(zero)), std::string("badFormat"));
    }

    void manifestText() {
        const ManifestClaim claim{authority, digestOf("manifest"), 4711};
        const std::string expected =
            "strongroom.invalid/" + authority.hex() + "/manifest\n" + digestOf("manifest").hex() + "\n4711\n";
        QCOMPARE(audit::manifestText(claim), expected);
        QVERIFY(*manifestClaimFromText(expected) == claim);
        for (std::size_t i = 0; i < expected.size(); ++i)
            QCOMPARE(outcome(manifestClaimFromText(expected.substr(0, i))), std::string("badFormat"));
        // Neither is ever taken for the other.
        QVERIFY(!checkpointFromText(expected) && !manifestClaimFromText(checkpointText(sample())));
    }

    void namesAndKeyIds() {
        const Bytes spki = m_card.publicKey().spki();
        const std::string name =
            "strongroom.invalid/" + authority.hex() + "/card/" + ossl::sha256(spki).hex().substr(0, 16);
        QCOMPARE(cardKeyName(authority, spki), name);
        QCOMPARE(recordKeyName(authority), "strongroom.invalid/" + authority.hex() + "/record");
        Bytes hashed = base::bytesOf(name + "\n\xff" + "strongroom-cosignature-v1");
        base::append(hashed, spki);
        QCOMPARE(base::toHex(cardKeyId(authority, spki)), ossl::sha256(hashed).hex().substr(0, 8));
        QCOMPARE(base::toHex(recordKeyId(spki)), ossl::sha256(spki).hex().substr(0, 8));
    }

    void tellsWhoSigned() {
        const Signed sample = signedSample();
        const auto verified = verifyCheckpoint(*base::readNote(*base::writeNote(sample.note)), sample.keys);
        QVERIFY(verified);
        QVERIFY(verified->checkpoint == ::sample());
        QVERIFY(verified->signers.recordKey);
        QVERIFY((verified->signers.cards ==
                 std::vector<Digest>{m_card.publicKey().spkiDigest(), m_other.publicKey().spkiDigest()}));
        QCOMPARE(verified->signers.unknown, std::size_t(0));
    }

    void rsaCardsSignToo() {
        Signed sample = signedSample();
        for (const char* algorithm : {"sha256WithRSAEncryption", "rsassaPss-SHA256"}) {
            const auto line = signAsCard(authority, sample.note.text, m_rsa, algorithm);
            QVERIFY(line);
            sample.note.signatures = {*line};
            sample.keys.cards = {cardKey(m_rsa, algorithm)};
            QCOMPARE(signersOf(sample.note, sample.keys)->cards.size(), std::size_t(1));
        }
        sample.keys.cards = {cardKey(m_rsa, "sha512WithRSAEncryption")};
        QCOMPARE(outcome(signersOf(sample.note, sample.keys)), std::string("signatureInvalid"));
    }

    void oneCardCountsOnce() {
        Signed sample = signedSample();
        sample.note.signatures.push_back(
            *signAsCard(authority, sample.note.text, m_card, "ecdsa-with-SHA256"));
        QCOMPARE(signersOf(sample.note, sample.keys)->cards.size(), std::size_t(2));
        // Nor does a second row of the roster help.
        sample.keys.cards.push_back(sample.keys.cards[0]);
        QCOMPARE(signersOf(sample.note, sample.keys)->cards.size(), std::size_t(2));
    }

    void unknownKeysDoNotCount() {
        Signed sample = signedSample();
        sample.keys.cards.pop_back();
        sample.keys.recordKey.reset();
        const auto signers = signersOf(sample.note, sample.keys);
        QVERIFY(!signers->recordKey);
        QCOMPARE(signers->cards.size(), std::size_t(1));
        QCOMPARE(signers->unknown, std::size_t(2));
    }

    void aCardIsNeverTheRecordKey() {
        // The card's own key under the record key's name: its cosignature is over other bytes.
        Signed sample = signedSample();
        sample.keys.recordKey = m_card.publicKey().spki();
        sample.note.signatures[0].keyId = recordKeyId(*sample.keys.recordKey);
        sample.note.signatures[0].signature = sample.note.signatures[1].signature;
        QCOMPARE(outcome(signersOf(sample.note, sample.keys)), std::string("signatureInvalid"));
        // The record key's signature under a card's name.
        sample = signedSample();
        sample.keys.cards[0] = cardKey(m_recordKey, "ecdsa-with-SHA256");
        sample.note.signatures[1] = {cardKeyName(authority, *sample.keys.recordKey),
                                     cardKeyId(authority, *sample.keys.recordKey),
                                     sample.note.signatures[0].signature};
        QCOMPARE(outcome(signersOf(sample.note, sample.keys)), std::string("signatureInvalid"));
        // Name of the one, key id of the other.
        sample = signedSample();
        sample.note.signatures[1].name = recordKeyName(authority);
        sample.note.signatures.erase(sample.note.signatures.begin());
        QCOMPARE(outcome(signersOf(sample.note, sample.keys)), std::string("signatureInvalid"));
    }

    void signaturesAreBoundToTheTextAndTheAuthority() {
        Signed sample = signedSample();
        Checkpoint other = ::sample();
        other.size = 43;
        sample.note.text = checkpointText(other);
        QCOMPARE(outcome(verifyCheckpoint(sample.note, sample.keys)), std::string("signatureInvalid"));
        sample = signedSample();
        sample.keys.authority = digestOf("another authority");
        QCOMPARE(outcome(verifyCheckpoint(sample.note, sample.keys)), std::string("anchorMismatch"));
        // The record key's id does not depend on the authority, its name does.
        QCOMPARE(outcome(signersOf(sample.note, sample.keys)), std::string("signatureInvalid"));
        sample.keys.recordKey.reset();
        QCOMPARE(signersOf(sample.note, sample.keys)->unknown, std::size_t(3));
    }

    void wrongKeysCannotSign() {
        const std::string text = checkpointText(sample());
        QCOMPARE(outcome(signAsRecordKey(authority, text, m_other)), std::string("unsupported"));
        QCOMPARE(outcome(signAsCard(authority, text, m_other, "ecdsa-with-SHA256")),
                 std::string("unsupported"));
        QCOMPARE(outcome(signAsCard(authority, text, m_card, "md5")), std::string("unsupported"));
    }

    // Whatever bit of a note file is changed: it is no longer a checkpoint.
    void everyByteOfANoteCounts() {
        const Signed sample = signedSample();
        const std::string bytes = *base::writeNote(sample.note);
        for (std::size_t i = 0; i < bytes.size(); ++i)
            for (const int mask : {0x01, 0x04, 0x20, 0x80}) {
                std::string changed = bytes;
                changed[i] = static_cast<char>(changed[i] ^ mask);
                const auto note = base::readNote(changed);
                if (!note)
                    continue;
                QVERIFY2(!verifyCheckpoint(*note, sample.keys), std::to_string(i).c_str());
            }
    }

    void manifestNotesNeedTheRecordKey() {
        const ManifestClaim claim{authority, digestOf("manifest"), 4711};
        const std::string text = audit::manifestText(claim);
        Signed sample = signedSample();
        sample.note = {text, {*signAsRecordKey(authority, text, m_recordKey)}};
        QVERIFY(*verifyManifestNote(sample.note, sample.keys) == claim);
        NoteKeys keys = sample.keys;
        keys.recordKey.reset();
        QCOMPARE(outcome(verifyManifestNote(sample.note, keys)), std::string("signatureInvalid"));
        keys = sample.keys;
        keys.authority = digestOf("another authority");
        QCOMPARE(outcome(verifyManifestNote(sample.note, keys)), std::string("anchorMismatch"));
        sample.note.signatures = {*signAsCard(authority, text, m_card, "ecdsa-with-SHA256")};
        QCOMPARE(outcome(verifyManifestNote(sample.note, sample.keys)), std::string("signatureInvalid"));
        QCOMPARE(outcome(verifyManifestNote(signedSample().note, sample.keys)), std::string("badFormat"));
    }
};

STRONGROOM_TEST_MAIN(TestCheckpoint)
#include "tst_checkpoint.moc"
