// What verifyFolder says of the files beside the record: those that entries name, and those that none names.
#include "tests/support/verified_sample.h"

#include <fstream>

using namespace strongroom;
using namespace strongroom::authority;
using namespace strongroom::tests;
using audit::CheckpointKind;

class TestVerifyFiles : public VerifiedSample {
    Q_OBJECT

private slots:
    void init() { begin(); }

    void anEnvelopeThatIsAlteredOrMissing() {
        sample().found();
        sample().prepareSet(custody::SetKind::soPin);
        const std::string name = "envelopes/so-pin.1/3.der";
        Bytes envelope = *base_io::readRegularFile(path(name), 1 << 16);
        envelope.back() ^= 1;
        QVERIFY(base_io::replaceFile(path(name), envelope));
        REFUSED(anchored(), "digestMismatch", name);
        std::filesystem::remove(path(name));
        REFUSED(anchored(), "fileMissing", name);
    }
    void aCopyAtASizeIsWhatItsNameSays() {
        sample().foundToOpenCheckpoint();
        QTemporaryDir stick;
        const std::uint64_t size = sample().state().size;
        const std::filesystem::path root = stick.path().toStdString();
        std::filesystem::path copy = root / ("record-" + std::to_string(size));
        std::filesystem::copy(folder(), copy, std::filesystem::copy_options::recursive);
        QCOMPARE(outcome(verifyFolder(copy, anchored())), std::string("ok"));
        QCOMPARE(outcome(verifyFolder(copy / "", anchored())), std::string("ok"));
        const auto refusedAs = [&](const std::string& name, const char* code, const std::string& words) {
            std::filesystem::rename(copy, root / name);
            copy = root / name;
            const auto refused = verifyFolder(copy, anchored());
            QCOMPARE(outcome(refused), std::string(code));
            QVERIFY2(refused.error().detail.find(words) != std::string::npos, refused.error().detail.c_str());
        };
        refusedAs("record-0", "recordBroken", "a folder named record-0 holds a record of");
        refusedAs("record-" + std::to_string(size + 1), "recordBroken", "not what its name says");
        // It excuses no file that is missing, and is nothing without its note.
        std::filesystem::remove(copy / "envelopes/so-pin.1/3.der");
        refusedAs("record-" + std::to_string(size), "fileMissing", "envelopes/so-pin.1/3.der");
        std::filesystem::remove(copy / notePath(size));
        refusedAs("record-" + std::to_string(size), "fileMissing", notePath(size));
        // Another name says nothing.
        refusedAs("record-keeping", "fileMissing", "envelopes/so-pin.1/3.der");
    }
    void nothingInTheFolderLeadsElsewhere() {
        sample().foundToOpenCheckpoint();
        QTemporaryDir elsewhere;
        const std::filesystem::path outside = elsewhere.path().toStdString();
        ACCEPTED(anchored());
        for (const char* name : {"envelopes", "checkpoints", "envelopes/so-pin.1"}) {
            std::filesystem::rename(path(name), outside / "moved");
            std::filesystem::create_directory_symlink(outside / "moved", path(name));
            REFUSED(anchored(), "notRegularFile", name);
            std::filesystem::remove(path(name));
            std::filesystem::rename(outside / "moved", path(name));
            ACCEPTED(anchored());
        }
        for (const char* name : {"transcripts", "manifests", "objects", "plans", "aside", "anything"}) {
            std::filesystem::create_directory_symlink(outside, path(name));
            REFUSED(anchored(), "notRegularFile", name);
            std::filesystem::remove(path(name));
        }
    }
    void whatNoEntryNamesIsTold() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        sample().signCertificate();
        const auto write = [&](const std::string& name) {
            std::filesystem::create_directories(path(name).parent_path());
            QVERIFY(base_io::replaceFile(path(name), base::viewOf("stray")));
        };
        for (const char* name : {"lock", "aside/torn", "checkpoints/.part-9.note", "manifests/.part-2.json"})
            write(name);
        const auto clean = verifyFolder(folder(), anchored());
        QVERIFY2(clean, clean ? "" : clean.error().detail.c_str());
        QVERIFY2(clean->warnings.empty(), clean->warnings.empty() ? "" : clean->warnings[0].c_str());
        const std::vector<std::string> strays{"certificates/sub.der",
                                              "crls/x.pem",
                                              "envelopes/evil.der",
                                              "envelopes/so-pin.1/6.der",
                                              "manifests/3.json",
                                              "notes.txt",
                                              "objects/" + std::string(64, '0'),
                                              "plans/x/y.yaml",
                                              "requests/a.csr",
                                              "transcripts/0001-found-root-3.txt"};
        for (const std::string& name : strays)
            write(name);
        const auto told = verifyFolder(folder(), anchored());
        QVERIFY2(told, told ? "" : told.error().detail.c_str());
        QCOMPARE(told->warnings.size(), strays.size());
        for (std::size_t i = 0; i < strays.size(); ++i)
            QVERIFY2(told->warnings[i].find("the file " + strays[i] + " is named by no entry") == 0,
                     told->warnings[i].c_str());
    }
    // The list is covered by the digest on record, and covers the files; none of them has to be there.
    void aPlanThatIsKeptIsCompared() {
        const std::string text = "id: sample\n";
        const std::string list = "plan sample " + ossl::sha256(base::viewOf(text)).hex() + "\n";
        const Digest digest = ossl::sha256(base::viewOf(list));
        sample().open(digest);
        const std::string place = "plans/" + digest.hex();
        std::filesystem::create_directories(path(place));
        QVERIFY(base_io::replaceFile(path(place + "/files"), base::viewOf(list)));
        ACCEPTED({});
        QVERIFY(base_io::replaceFile(path(place + "/plan-sample.yaml"), base::viewOf(text)));
        const auto told = verifyFolder(folder(), {});
        QVERIFY(told && told->warnings.empty());
        QVERIFY(base_io::replaceFile(path(place + "/plan-sample.yaml"), base::viewOf("id: other\n")));
        REFUSED({}, "digestMismatch", "plan-sample.yaml is not the one on record");
        QVERIFY(base_io::replaceFile(path(place + "/plan-sample.yaml"), base::viewOf(text)));
        QVERIFY(base_io::replaceFile(path(place + "/plan-other.yaml"), base::viewOf(text)));
        QCOMPARE(verifyFolder(folder(), {})->warnings.size(), std::size_t(1));
        QVERIFY(base_io::replaceFile(path(place + "/files"), base::viewOf(list + list)));
        REFUSED({}, "digestMismatch", "files is not the one on record");
    }
    void anEnvelopeForAnotherCard() {
        sample().found();
        sample().prepareSet(custody::SetKind::soPin);
        // The next set's envelopes in each other's place, with the digests to match.
        ShareSetPrepared body = sample().state().sets.at("so-pin.1").prepared;
        body.set = "so-pin.2";
        std::swap(body.members[0].envelope, body.members[1].envelope);
        std::filesystem::create_directories(path("envelopes/so-pin.2"));
        for (int i = 1; i <= 5; ++i)
            std::filesystem::copy_file(path("envelopes/so-pin.1/" +
                                            std::to_string(i == 1   ? 2
                                                           : i == 2 ? 1
                                                                    : i) +
                                            ".der"),
                                       path("envelopes/so-pin.2/" + std::to_string(i) + ".der"));
        sample().add(body);
        REFUSED(anchored(), "recordBroken", "not sealed to the card of officer-1");
    }
    void aCopyOfAnArtefactIsCompared() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        sample().signCertificate();
        const std::string name = "certificates/root.der";
        QVERIFY(base_io::replaceFile(path(name), base::viewOf("another")));
        REFUSED(anchored(), "digestMismatch", name);
        std::filesystem::remove(path(name));
        const auto report = verifyFolder(folder(), anchored());
        QVERIFY(report && report->warnings.size() == 1);
        sample().add(ArtefactWritten{"../elsewhere", "-", {}});
        REFUSED(anchored(), "badFormat", "out of the folder");
    }
    // What people read as much as what cards sign; a copy that is gone is named, as the record has it all.
    void aTranscriptIsComparedAsJsonAndAsText() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        sample().erase();
        const std::string name = "transcripts/0001-found-root-" + std::to_string(sample().state().size);
        sample().close();
        for (const char* ending : {".json", ".txt"}) {
            const std::string file = name + ending;
            const Bytes good = *base_io::readRegularFile(path(file), 1 << 16);
            Bytes altered = good;
            altered.back() ^= 0x20;
            QVERIFY(base_io::replaceFile(path(file), altered));
            REFUSED(anchored(), "digestMismatch", file);
            std::filesystem::remove(path(file));
            const auto report = verifyFolder(folder(), anchored());
            QVERIFY(report && report->warnings.size() == 1);
            QVERIFY2(report->warnings[0].find(file) != std::string::npos, report->warnings[0].c_str());
            QVERIFY(base_io::replaceFile(path(file), good));
            const auto restored = verifyFolder(folder(), anchored());
            QVERIFY(restored && restored->warnings.empty());
        }
    }
    void bytesThatAreNotInTheEntryLieInTheFolder() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        sample().signCertificate();
        TbsPrepared prepared;
        for (const Recorded& recorded : sample().state().ceremony->steps.at("5.1.1"))
            if (const auto* body = std::get_if<TbsPrepared>(&recorded.body))
                prepared = *body;
        const std::string bytes = base::textOf(std::exchange(prepared.bytes, {}));
        const std::string name = "objects/" + prepared.digest.hex();
        begin();
        sample().foundToOpenCheckpoint();
        sample().backUp();
        prepared.key = sample().state().keys.at("root-key").key;
        sample().add(prepared);
        REFUSED(anchored(), "fileMissing", "the file " + name + " is missing");
        std::filesystem::create_directory(path("objects"));
        std::ofstream(path(name)) << "x" + bytes.substr(1);
        REFUSED(anchored(), "digestMismatch", "the file " + name + " is not the one on record");
        std::ofstream(path(name), std::ios::trunc) << bytes;
        ACCEPTED(anchored());
        prepared.digest = ossl::sha256(base::viewOf("other"));
        prepared.number = "1268";
        std::ofstream(path("objects/" + prepared.digest.hex())) << "other";
        sample().addUnchecked(prepared);
        REFUSED(anchored(), "badFormat", "");
    }

    void theObjectIsWhatWasApproved() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        sample().signCertificate();
        ACCEPTED(anchored());
        // The next certificate's approval, and the first one's bytes as its outcome.
        ObjectSigned first;
        for (const Recorded& recorded : sample().state().ceremony->steps.at("5.1.1"))
            if (const auto* body = std::get_if<ObjectSigned>(&recorded.body))
                first = *body;
        TbsPrepared prepared;
        prepared.kind = "tbs-certificate";
        prepared.object = "root";
        prepared.number = "1268";
        prepared.algorithm = "ecdsa-with-SHA384";
        prepared.key = sample().state().keys.at("root-key").key;
        prepared.bytes = sample().state().prepared.front().prepared.bytes;
        const Bytes serial{0x02, 0x02, 0x12, 0x67};
        const auto at =
            std::search(prepared.bytes.begin(), prepared.bytes.end(), serial.begin(), serial.end());
        QVERIFY(at != prepared.bytes.end());
        at[3] = 0x68;
        prepared.digest = ossl::sha256(prepared.bytes);
        sample().add(prepared);
        const std::string lint = ossl::sha256(base::viewOf("{}")).hex();
        const auto asked = sample().request(base::Operation::signCertificate,
                                            {"tbs-certificate", prepared.bytes.size(), prepared.digest},
                                            prepared.key.hex(), prepared.algorithm, lint);
        sample().approve(asked);
        first.intent = sample().add(SignatureIntended{asked, prepared.digest}).seq;
        ACCEPTED(anchored());
        sample().addUnchecked(first);
        REFUSED(anchored(), "recordBroken", "does not hold the bytes that were approved");
    }
};

STRONGROOM_TEST_MAIN(TestVerifyFiles)
#include "tst_verify_files.moc"
