#include "core/engine/examine.h"

#include "core/base_io/file_layer.h"
#include "core/ceremony/timing.h"
#include "core/engine/helper_parse.h"
#include "core/engine/plan_files.h"
#include "core/ossl/digest.h"

#include <algorithm>
#include <set>

namespace strongroom::engine {

namespace {

using std::filesystem::path;

class Examiner {
public:
    Examiner(const path& plan, path helper, std::string text, ceremony::PlanReading reading)
        : m_folder(plan.parent_path()), m_files(plan), m_helper(std::move(helper)),
          m_planText(std::move(text)), m_planProblems(std::move(reading.problems)) {
        m_result.loaded.plan = std::move(reading.plan);
    }

    Examination examine(UtcTime now) {
        ceremony::Plan& plan = m_result.loaded.plan;
        coverFile(m_result.loaded, "plan", plan.id, m_planText);
        for (const auto& [use, name] : plan.uses) {
            if (use == "policy") {
                (void)tell(m_files.bindPolicy(m_result.loaded, name));
                continue;
            }
            if (!tell(m_files.bindProfile(m_result.loaded, use, name)) || name.empty())
                plan.unread.insert(use);
        }
        if (plan.use("policy") == nullptr)
            add({1, 1}, "'uses' names no policy; add 'policy: <name>'");
        for (const ceremony::Input& input : plan.inputs)
            readInput(input);
        walk(now);
        finish();
        return std::move(m_result);
    }

private:
    void add(base::YamlPlace place, std::string sentence) {
        m_planProblems.push_back(
            {m_result.loaded.plan.file, place, ErrorCode::planInvalid, std::move(sentence)});
    }

    // True without a problem.
    bool tell(const std::vector<FileProblem>& problems) {
        for (const FileProblem& problem : problems)
            if (problem.place)
                add(*problem.place, problem.sentence);
            else
                m_otherProblems.push_back(problem.sentence);
        return problems.empty();
    }

    // The sample is what a rehearsal runs with; the real file comes on its medium on the day.
    void readInput(const ceremony::Input& input) {
        m_result.loaded.files.push_back({"input", input.id, input.digest});
        if (input.sample.empty())
            return;
        const base::YamlPlace place = m_result.loaded.plan.placeOf("inputs/" + input.id);
        const auto file = base_io::readRegularFile(m_folder / input.sample, pki::maxInputFile);
        if (!file)
            return add(place,
                       "the sample of input '" + input.id + "' cannot be read: " + file.error().detail);
        const Digest digest = ossl::sha256(*file);
        if (digest != input.digest)
            return add(place, "the sample of input '" + input.id + "' has the digest " + digest.hex() +
                                  ", the plan says another; correct 'sha256' or the file");
        auto request = parseRequestElsewhere(m_helper, *file);
        if (!request)
            return add(place, "the sample of input '" + input.id +
                                  "' cannot be taken in: " + request.error().detail +
                                  (request.error().code == ErrorCode::childFailed
                                       ? "; put strongroom-helper beside strongroom"
                                       : "; have its requester make another one"));
        for (const auto& [other, earlier] : m_requests)
            if (base::equalBytes(earlier.spki(), request->spki()))
                add(place, "the sample of input '" + input.id + "' is for the same key as that of '" + other +
                               "'; have one of their requesters make another one");
        m_requests.emplace(input.id, std::move(*request));
    }

    void walk(UtcTime now) {
        ceremony::Plan& plan = m_result.loaded.plan;
        const auto steps = plan.steps();
        const bool allKnown =
            std::all_of(steps.begin(), steps.end(), [](const auto* step) { return step->kind != nullptr; });
        if (!allKnown || steps.empty())
            return;
        base::YamlProblems asked(plan.file);
        for (const ceremony::PlanStep* step : steps)
            step->kind->checkProfiles(plan, {step->line, 1}, asked);
        ceremony::planMinutes(plan);
        m_result.forecast = ceremony::validate(plan, now, m_requests);
        // What does not fit a line that is wrong anyway is told when that line is right.
        std::set<int> wrong;
        for (const base::YamlProblem& problem : m_planProblems)
            wrong.insert(problem.place.line);
        for (const auto& problems : {asked.inFileOrder(), m_result.forecast.problems})
            for (const base::YamlProblem& problem : problems)
                if (!wrong.contains(problem.place.line))
                    m_planProblems.push_back(problem);
    }

    void finish() {
        std::stable_sort(m_planProblems.begin(), m_planProblems.end(),
                         [](const auto& a, const auto& b) { return a.place < b.place; });
        for (const base::YamlProblem& problem : m_planProblems)
            m_result.problems.push_back(problem.line());
        m_result.problems.insert(m_result.problems.end(), m_otherProblems.begin(), m_otherProblems.end());
        LoadedPlan& loaded = m_result.loaded;
        loaded.digest = ossl::sha256(base::viewOf(ceremony::planDigestText(loaded.files)));
    }

    path m_folder;
    PlanFiles m_files;
    path m_helper;
    std::string m_planText;
    std::vector<base::YamlProblem> m_planProblems;
    std::vector<std::string> m_otherProblems;
    ceremony::Requests m_requests; // of the samples
    Examination m_result;
};

} // namespace

Result<Examination> examinePlan(const path& plan, UtcTime now, const path& helper) {
    std::error_code error;
    const path file = std::filesystem::absolute(plan, error);
    SR_ASSIGN(std::string text, readPlanText(file));
    SR_ASSIGN(ceremony::PlanReading reading, ceremony::readWholePlan(text, plan.string()));
    return Examiner(file, helper, std::move(text), std::move(reading)).examine(now);
}

} // namespace strongroom::engine
