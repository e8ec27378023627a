// What verifyFolder says of the end of a ceremony: complete only when nothing is left open, and of
// exceptions.
#include "tests/support/verified_sample.h"

#include <fstream>

using namespace strongroom;
using namespace strongroom::authority;
using namespace strongroom::tests;

class TestClosing : public VerifiedSample {
    Q_OBJECT

private slots:
    void init() {
        begin();
        sample().foundToOpenCheckpoint();
    }

    void nothingIsClosedWithAnIntentOpen() {
        makeTranscript();
        sample().add(MediumWriteIntended{"backup-a", "close-0001-found-root"});
        sample().addUnchecked(CeremonyClosed{"complete"});
        REFUSED(anchored(), "recordBroken", "an intent has no outcome");
    }
    void aCompleteCeremonyHasATranscript() {
        sample().addUnchecked(CeremonyClosed{"complete"});
        REFUSED(anchored(), "recordBroken", "without a transcript");
    }
    void aCompleteCeremonyHasNoOpenException() {
        makeTranscript();
        raise();
        sample().addUnchecked(CeremonyClosed{"complete"});
        REFUSED(anchored(), "recordBroken", "an exception is open");
    }
    void aSecondStopHidesNoFirst() {
        makeTranscript();
        const std::uint64_t first = raise(), second = raise();
        QCOMPARE(sample().state().ceremony->openException(), std::optional(second));
        sample().add(ExceptionEnded{second, "corrected"});
        QCOMPARE(sample().state().ceremony->openException(), std::optional(first));
        ACCEPTED(anchored());
        sample().addUnchecked(CeremonyClosed{"complete"});
        REFUSED(anchored(), "recordBroken", "an exception is open");
    }
    void aCompleteCeremonyIsNotSuspended() {
        makeTranscript();
        sample().add(Suspended{"lunch", {"officer-1"}});
        sample().addUnchecked(CeremonyClosed{"complete"});
        REFUSED(anchored(), "recordBroken", "suspended");
    }
    void anAbandonedCeremonyIsNotComplete() {
        makeTranscript();
        raise();
        sample().add(ExceptionEnded{raise(), "abandon"});
        QVERIFY(!sample().state().ceremony->openException());
        sample().addUnchecked(CeremonyClosed{"complete"});
        REFUSED(anchored(), "recordBroken", "not how it ended");
    }
    void whatWasNotAbandonedIsNotClosedSo() {
        makeTranscript();
        sample().addUnchecked(CeremonyClosed{"abandoned"});
        REFUSED(anchored(), "recordBroken", "not how it ended");
    }
    void anAbandonedCeremonyIsClosedEarly() {
        sample().add(ExceptionEnded{raise(), "abandon"});
        sample().add(CeremonyClosed{"abandoned"});
        sample().checkpoint(audit::CheckpointKind::close);
        ACCEPTED(anchored());
    }
    void anEndingIsOneOfAFew() {
        const std::uint64_t exception = raise();
        sample().addUnchecked(ExceptionEnded{exception, "banana"});
        REFUSED(anchored(), "badFormat", "ending");
    }

private:
    std::uint64_t raise() {
        return sample().add(ExceptionRaised{"stop", "one", "another", "to wait", {"officer-1"}}).seq;
    }
    void makeTranscript() {
        const std::uint64_t size = sample().state().size;
        const std::string name = "transcripts/0001-found-root-" + std::to_string(size);
        std::filesystem::create_directories(path("transcripts"));
        std::ofstream(path(name + ".json")) << "{}";
        std::ofstream(path(name + ".txt")) << "text";
        sample().add(
            TranscriptMade{ossl::sha256(base::viewOf("{}")), size, ossl::sha256(base::viewOf("text"))});
    }
};

STRONGROOM_TEST_MAIN(TestClosing)
#include "tst_closing.moc"
