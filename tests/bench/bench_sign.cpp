// What a TBS costs on its way to the HSM and back, without flushes and software verification, against the
// same signature by C_Sign alone. Taken in turns, so that both see the same machine.
#include "bench.h"

#include "core/hsm/token.h"
#include "core/ossl/key.h"
#include "core/pki/signed_object.h"
#include "core/simulator/store.h"
#include "tests/support/self_signed.h"

#include <QtCore/QTemporaryDir>
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

namespace strongroom::bench {

namespace {

// C_SignInit and C_Sign on the token's library, in a session of our own; the login is the process's.
class RawSigner {
public:
    RawSigner(const std::string& library, const Bytes& id, bool rsa) {
        void* const handle = dlopen(library.c_str(), RTLD_NOW | RTLD_NOLOAD);
        const auto getList = reinterpret_cast<CK_C_GetFunctionList>(dlsym(handle, "C_GetFunctionList"));
        getList(&m_calls);
        CK_SLOT_ID tokens[8];
        CK_ULONG count = 8;
        m_calls->C_GetSlotList(CK_TRUE, tokens, &count);
        m_calls->C_OpenSession(tokens[0], CKF_SERIAL_SESSION, nullptr, nullptr, &m_session);
        CK_OBJECT_CLASS privateKey = CKO_PRIVATE_KEY;
        Bytes own = id;
        CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &privateKey, sizeof privateKey},
                                 {CKA_ID, own.data(), own.size()}};
        m_calls->C_FindObjectsInit(m_session, wanted, 2);
        m_calls->C_FindObjects(m_session, &m_key, 1, &count);
        m_calls->C_FindObjectsFinal(m_session);
        m_mechanism = {rsa ? CKM_RSA_PKCS : CKM_ECDSA, nullptr, 0};
        // SHA-384 as C_Sign takes it: bare for ECDSA, as a DigestInfo (19 bytes before it) for PKCS#1 v1.5.
        m_input.assign(rsa ? 19 + 48 : 48, 0x30);
        if (count != 1)
            std::exit(1);
    }
    void sign() {
        CK_BYTE signature[1024];
        CK_ULONG length = sizeof signature;
        if (m_calls->C_SignInit(m_session, &m_mechanism, m_key) != CKR_OK ||
            m_calls->C_Sign(m_session, m_input.data(), m_input.size(), signature, &length) != CKR_OK)
            std::exit(1);
    }

private:
    CK_FUNCTION_LIST* m_calls = nullptr;
    CK_SESSION_HANDLE m_session = 0;
    CK_OBJECT_HANDLE m_key = 0;
    CK_MECHANISM m_mechanism{};
    Bytes m_input;
};

void measure(const char* name, ossl::SignatureAlgorithm algorithm, int times) {
    const Secret pin = must(Secret::copyOf(base::viewOf("user-pin-1"))),
                 officer = must(Secret::copyOf(base::viewOf("officer-pin-1")));
    QTemporaryDir folder;
    const auto store =
        must(simulator::Store::create(folder.path().toStdString() + "/hsm", STRONGROOM_SIMULATOR_MODULE,
                                      must(simulator::Store::findSoftHsm())));
    const auto module = must(hsm::Module::load(store.moduleSpec()));
    const auto token = must(hsm::Token::findBlank(module, ""));
    (void)must(token->initialise(officer, "bench"));
    {
        auto session = must(token->openSession(hsm::Access::readWrite));
        must(session.login(hsm::Role::securityOfficer, officer));
        must(session.initialiseUserPin(pin));
        must(session.close());
    }
    auto session = must(token->openSession(hsm::Access::readWrite));
    must(session.login(hsm::Role::user, pin));
    const Bytes id{1, 2};
    const Bytes spki = must(session.generateKeyPair({name, id, "bench", hsm::KeyPurpose::caSigning}));
    const bool rsa = std::string(name).starts_with("RSA");
    const auto other = must(ossl::PrivateKey::generate(rsa ? "RSA-2048" : "P-384"));
    const Bytes tbs = must(pki::tbsOf(tests::selfSigned(other)));
    RawSigner raw(store.moduleSpec().path, id, rsa);
    std::vector<double> alone, whole, lookups;
    for (int i = 0; i < times; ++i) {
        auto start = Clock::now();
        raw.sign();
        alone.push_back(secondsSince(start));
        start = Clock::now();
        const ossl::PrivateKey key = must(token->privateKey(id, spki));
        lookups.push_back(secondsSince(start));
        start = Clock::now();
        const Bytes object = must(pki::assemble(tbs, algorithm, must(pki::signTbs(tbs, algorithm, key))));
        must(pki::checkTbs(object, tbs));
        whole.push_back(secondsSince(start));
    }
    const double one = median(alone);
    std::printf("sign %s: TBS to object %.3f ms, raw C_Sign %.3f ms: ratio %.3f (aim 1.10); finding the key "
                "by libp11 "
                "before it %.3f ms\n",
                name, median(whole) * 1e3, one * 1e3, median(whole) / one, median(lookups) * 1e3);
}

} // namespace

void signing() {
    measure("P-384", ossl::SignatureAlgorithm::ecdsaSha384, 400);
    measure("RSA-4096", ossl::SignatureAlgorithm::rsaSha384, 60);
}

} // namespace strongroom::bench
