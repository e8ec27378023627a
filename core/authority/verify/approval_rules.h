// Private to this folder. Approvals (PROTOCOL P2): what was put before the officers is on record, each
// decision is signed over the statement rebuilt from the request, and every act names a request for exactly
// what it does, granted by the policy in force. Also the objects that the HSM signed. Cannot do: compare the
// subjects of erase, destroy and deviation with the order behind them, which no entry holds.
#pragma once

#include "core/authority/verify/place.h"
#include "core/custody/quorum.h"

#include <map>

namespace strongroom::authority {

class ApprovalRules {
public:
    Result<void> check(const Place& place, const EntryBody& body);

private:
    struct Visitor;
    // Bytes that were put on record to be approved.
    struct Prepared {
        base::Subject subject;
        std::string key, algorithm, lint; // as an approval names them
        std::string object;
        UtcTime time;
    };
    std::map<Digest, Prepared> m_prepared;    // in the open ceremony
    std::vector<custody::ActingRole> m_acted; // who approved in which role in the open ceremony
};

} // namespace strongroom::authority
