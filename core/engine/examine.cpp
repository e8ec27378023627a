#include "core/engine/examine.h"

#include "core/base_io/file_layer.h"
#include "core/ceremony/policy_reader.h"
#include "core/ceremony/profile_reader.h"
#include "core/ceremony/timing.h"
#include "core/engine/helper_parse.h"
#include "core/ossl/digest.h"

#include <algorithm>
#include <set>

namespace strongroom::engine {

namespace {

using std::filesystem::path;

constexpr std::uint64_t maxFileBytes = 1024 * 1024;
constexpr std::size_t mostParents = 8; // of a profile

Result<std::string> readText(const path& file) {
    SR_ASSIGN(const Bytes bytes, base_io::readRegularFile(file, maxFileBytes));
    return base::textOf(bytes);
}

class Examiner {
public:
    Examiner(const path& plan, path helper, std::string text, ceremony::PlanReading reading)
        : m_folder(plan.parent_path()), m_resources(m_folder.parent_path()), m_helper(std::move(helper)),
          m_planText(std::move(text)), m_planProblems(std::move(reading.problems)) {
        m_result.loaded.plan = std::move(reading.plan);
    }

    Examination examine(UtcTime now) {
        ceremony::Plan& plan = m_result.loaded.plan;
        cover("plan", plan.id, m_planText);
        for (const auto& [use, name] : plan.uses)
            if (use == "policy")
                readPolicy(name);
            else
                readProfile(use, name);
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

    void cover(std::string kind, const std::string& id, std::string_view bytes) {
        cover(std::move(kind), id, ossl::sha256(base::viewOf(bytes)));
    }
    void cover(std::string kind, const std::string& id, const Digest& digest) {
        for (const ceremony::DigestedFile& known : m_result.loaded.files)
            if (known.kind == kind && known.id == id)
                return; // used under two names
        m_result.loaded.files.push_back({std::move(kind), id, digest});
    }

    void readPolicy(const std::string& name) {
        const base::YamlPlace place = m_result.loaded.plan.placeOf("uses/policy");
        if (name.empty())
            return;
        const path file = m_resources / "policies" / (name + ".yaml");
        const auto text = readText(file);
        if (!text)
            return add(place, "the policy '" + name + "' cannot be read: " + text.error().detail);
        cover("policy", name, *text);
        const auto reading = ceremony::readWholePolicy(*text, file.filename().string());
        if (!reading)
            return m_otherProblems.push_back(reading.error().detail);
        m_otherProblems.insert(m_otherProblems.end(), reading->problems.begin(), reading->problems.end());
        if (reading->problems.empty())
            m_result.loaded.plan.policy = reading->policy.canonical();
    }

    // A profile and those it inherits from.
    void readProfile(const std::string& use, const std::string& name) {
        const base::YamlPlace place = m_result.loaded.plan.placeOf("uses/" + use);
        m_result.loaded.plan.unread.insert(use); // until it is bound
        std::vector<ceremony::ProfileFile> chain;
        for (std::string next = name; !next.empty(); next = chain.back().inherits()) {
            if (!base::isIdentifier(next) || chain.size() > mostParents)
                return add(place, "the profile '" + name + "' inherits from '" + next +
                                      "', which leads to no profile; name another one there");
            const path file = m_resources / "profiles" / "pki" / (next + ".yaml");
            const auto text = readText(file);
            if (!text)
                return add(place, "the profile '" + next + "' cannot be read: " + text.error().detail);
            cover("profile", next, *text);
            auto read = ceremony::readProfileFile(*text, file.filename().string());
            if (!read)
                return m_otherProblems.push_back(read.error().detail);
            chain.push_back(std::move(*read));
        }
        if (chain.empty())
            return;
        if (const auto bound = ceremony::bindProfile(m_result.loaded.plan, use, chain); !bound)
            return m_otherProblems.push_back(bound.error().detail);
        m_result.loaded.plan.unread.erase(use);
    }

    // The sample is what a rehearsal runs with; the real file comes on its medium on the day.
    void readInput(const ceremony::Input& input) {
        cover("input", input.id, input.digest);
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

    path m_folder, m_resources, m_helper;
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
    SR_ASSIGN(std::string text, readText(file));
    SR_ASSIGN(ceremony::PlanReading reading, ceremony::readWholePlan(text, plan.string()));
    return Examiner(file, helper, std::move(text), std::move(reading)).examine(now);
}

} // namespace strongroom::engine
