// A trainee walks found-root and then sign-subordinate by hand, on every screen. What is left passes the
// verifier.
#include "trainee.h"

#include "tests/support/gui_test_main.h"

#include <QProcess>
#include <QTemporaryDir>
#include <set>

using namespace strongroom;
using namespace strongroom::test;

class TestWalk : public QObject {
    Q_OBJECT

private slots:
    void theRootIsFoundedAndSignsAgain() {
        QString head;
        std::set<std::size_t> kinds;
        for (const char* plan : {"found-root", "sign-subordinate"}) {
            auto room = TrainingWindow::open(std::filesystem::path(STRONGROOM_RESOURCES "/plans") /
                                                 (std::string(plan) + ".yaml"),
                                             folder());
            QVERIFY2(room, room ? "" : room.error().detail.c_str());
            Trainee trainee(**room);
            trainee.head = head;
            trainee.names = {{"officer-1", "Lena Haddad"},
                             {"officer-2", QString::fromUtf8("ليلى حداد")},
                             {"officer-3", QString::fromUtf8("田中 健一")},
                             {"administrator-1", "Ana Souza"},
                             {"witness-1", QString::fromUtf8("Jürgen Müller")}};
            const QString wrong = trainee.walk({}, [&](const api::Snapshot& seen) {
                kinds.insert(seen.current.index());
                keepPicture(**room, plan);
            });
            QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
            const auto* finished = std::get_if<api::FinishedStep>(&(*room)->seen().current);
            QVERIFY(finished != nullptr);
            QCOMPARE(finished->result, std::string("complete"));
            head = trainee.head;
            QVERIFY(!head.isEmpty());
        }
        QVERIFY(kinds.size() >= 7);
    }

    void theVerifierAgrees() {
        QProcess verifier;
        verifier.start(STRONGROOM_BIN "/strongroom-verify",
                       {QString::fromStdString((folder() / "authority").string())});
        QVERIFY(verifier.waitForFinished());
        const QByteArray said = verifier.readAllStandardOutput() + verifier.readAllStandardError();
        QVERIFY2(verifier.exitCode() == 0, said.constData());
        QVERIFY2(said.contains("CLOSED"), said.constData());
    }

private:
    std::filesystem::path folder() const {
        return std::filesystem::path(m_place.path().toStdString()) / "training";
    }

    // For people who want to look: STRONGROOM_PICTURES names a folder.
    void keepPicture(TrainingWindow& room, const char* plan) {
        const QString place = qEnvironmentVariable("STRONGROOM_PICTURES");
        if (!place.isEmpty())
            room.window().grab().save(
                QString("%1/%2-%3.png").arg(place, plan).arg(m_picture++, 3, 10, QChar('0')));
    }

    QTemporaryDir m_place;
    int m_picture = 0;
};

STRONGROOM_GUI_TEST_MAIN(TestWalk)
#include "tst_walk.moc"
