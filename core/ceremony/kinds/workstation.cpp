// workstation: what this machine is (interfaces, swap, memory, libraries) goes on record; production refuses
// a machine that is not fit (RULES C16, C23).
#include "core/ceremony/context.h"
#include "core/ceremony/kinds/confirmers.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

namespace strongroom::ceremony {

namespace {

class WorkstationKind final : public PlannedStep {
public:
    std::string_view keyword() const override { return "workstation"; }
    Text title() const override { return {SR_TEXT("The workstation"), {}}; }

    Next next(const Context& context) const override {
        const auto* checked = context.last<authority::WorkstationChecked>();
        if (checked == nullptr)
            return Do{CheckWorkstation{}};
        if (context.has<authority::Confirmed>())
            return Done{};
        if (context.state.mode == Mode::training)
            return shown(*checked);
        if (!checked->interfaces.empty())
            return Refuse{{ErrorCode::denied, "a network interface is up: " + checked->interfaces.front()}};
        if (checked->swap != "off")
            return Refuse{{ErrorCode::denied, "swap is on: memory with secrets could reach a disk"}};
        if (checked->secureHeap != "locked")
            return Refuse{{ErrorCode::noSecureMemory, "the memory for secrets is not locked"}};
        return shown(*checked);
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkConfirmers(plan, place, problems);
    }

    void outline(Outline& outline) const override { outline.give(facts::workstation()); }

    void describe(ScriptStep& script) const override {
        script.line(SR_TEXT("The screen shows network interfaces, swap and memory: no cable, no swap, memory "
                            "locked."));
    }

private:
    static Next shown(const authority::WorkstationChecked& checked) {
        api::ConfirmStep step;
        step.what = "workstation";
        step.text = {SR_TEXT("This is the machine as the program sees it. Look at its cables too."), {}};
        step.by = confirmers();
        step.fields = {
            {{SR_TEXT("Network interfaces that are up"), {}},
             checked.interfaces.empty() ? "none" : joined(checked.interfaces)},
            {{SR_TEXT("Swap"), {}}, checked.swap},
            {{SR_TEXT("Memory for secrets"), {}}, checked.secureHeap},
            {{SR_TEXT("System"), {}}, checked.system},
        };
        step.fields.push_back(
            {{SR_TEXT("Libraries in memory"), {}},
             std::to_string(checked.libraries.size()) + ", each with its digest in the record"});
        return Wait{step, step.by};
    }
};

} // namespace

KindPointer readWorkstation(base::YamlReader& step) {
    (void)step.word("workstation", {"check"});
    return std::make_shared<WorkstationKind>();
}

} // namespace strongroom::ceremony
