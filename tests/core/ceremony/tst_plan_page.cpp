// PLAN.md lists every key of plans, steps, policies and profiles: the page is compared, chapter by chapter
// and both ways, with the keys that the sources of the readers take, and with the catalogue of step kinds.
#include "core/base/statement.h"
#include "core/ceremony/catalogue.h"
#include "tests/support/test_main.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>

#include <set>

using namespace strongroom;

namespace {

using Keys = std::set<QString>;

QString contentOf(const QString& path) {
    QFile file(QStringLiteral(STRONGROOM_SOURCE "/core/") + path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

Keys matches(const QRegularExpression& pattern, const QString& text) {
    Keys keys;
    for (auto match = pattern.globalMatch(text); match.hasNext();)
        keys.insert(match.next().captured(1));
    return keys;
}

// Keys as the readers write them: reader.text("id"), readUris(fields, "ocsp"), time("not-before").
Keys takenBy(const QString& source) {
    static const QRegularExpression taken(
        R"re((?:\b(?:reader|inner|step|facts|fields|inside|parent)\.(?!fail|has|problems)\w+\()re"
        R"re(|\bread[A-Z]\w+\(\w+, |\btime\()\s*"([a-z][a-z0-9-]*)")re");
    return matches(taken, source);
}

// What stands in backticks in the rows of a chapter's tables, and in its sentences.
Keys listedIn(const QString& page, const QString& chapter) {
    const qsizetype start = page.indexOf("\n## " + chapter + "\n");
    const qsizetype end = page.indexOf("\n## ", start + 1);
    static const QRegularExpression quoted("`([a-z][a-z0-9-]*)`");
    return start < 0 ? Keys() : matches(quoted, page.mid(start, end < 0 ? -1 : end - start));
}

void compare(const Keys& listed, const Keys& taken) {
    for (const QString& key : taken)
        QVERIFY2(listed.contains(key), qPrintable("PLAN.md lacks `" + key + "`"));
    for (const QString& key : listed)
        QVERIFY2(taken.contains(key), qPrintable("PLAN.md lists `" + key + "`, which nobody reads"));
}

} // namespace

class TestPlanPage : public QObject {
    Q_OBJECT

    QString m_page;

private slots:
    void initTestCase() {
        m_page = contentOf("ceremony/PLAN.md");
        QVERIFY(!m_page.isEmpty());
    }

    void plans() {
        const Keys taken = takenBy(contentOf("ceremony/plan_reader.cpp"));
        QVERIFY(taken.size() > 50 && taken.contains("roles") && taken.contains("sha256"));
        Keys listed = listedIn(m_page, "Plan");
        // Of the steps.
        for (const char* common : {"minutes", "optional"})
            QVERIFY(listedIn(m_page, "Steps").contains(common) && listed.insert(common).second);
        compare(listed, taken);
    }

    void steps() {
        Keys taken{"minutes", "optional"};
        const QDir kinds(QStringLiteral(STRONGROOM_SOURCE "/core/ceremony/kinds"));
        for (const QString& file : kinds.entryList({"*.cpp"}))
            taken.merge(takenBy(contentOf("ceremony/kinds/" + file)));
        QVERIFY(taken.size() > 70 && taken.contains("second-look") && taken.contains("checkpoint"));
        // `check` is also the command.
        compare(listedIn(m_page, "Steps"), taken);
        for (const ceremony::CatalogueRow& row : ceremony::catalogue()) {
            const QString keyword = QString::fromUtf8(row.keyword.data(), qsizetype(row.keyword.size()));
            QVERIFY2(m_page.count("\n| `" + keyword + "` | ") >= 1, qPrintable("no row for " + keyword));
        }
    }

    void policies() {
        const Keys taken = takenBy(contentOf("ceremony/policy_reader.cpp"));
        QVERIFY(taken.size() > 15 && taken.contains("so-pin") && taken.contains("every"));
        compare(listedIn(m_page, "Policy"), taken);
        for (std::size_t i = 0; i < base::operationCount; ++i)
            QVERIFY(m_page.contains(base::nameOf(static_cast<base::Operation>(i))));
    }

    void profiles() {
        Keys taken = takenBy(contentOf("pki/profile_value.cpp"));
        QVERIFY(taken.size() > 30 && taken.contains("ocsp") && taken.contains("not-after"));
        taken.insert("inherits"); // read before the profile is
        compare(listedIn(m_page, "Profile"), taken);
    }
};

STRONGROOM_TEST_MAIN(TestPlanPage)
#include "tst_plan_page.moc"
