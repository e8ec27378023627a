// found-root with an EC and with an RSA-4096 root, run by the program itself on an HSM that a site file
// lends: a module that times every call and hands it on to SoftHSM2. Cards stay simulated and are not
// counted.
#include "bench.h"

#include "core/simulator/store.h"

#include <QtCore/QDir>
#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

#include <filesystem>
#include <fstream>

namespace strongroom::bench {

namespace {

namespace files = std::filesystem;

void measure(const char* name, const files::path& plan) {
    QTemporaryDir temporary;
    const files::path folder = temporary.path().toStdString();
    files::create_directory(folder / "tokens");
    files::copy_file(STRONGROOM_TIMED_MODULE, folder / "timed.so");
    files::copy_file(must(simulator::Store::findSoftHsm()), folder / "softhsm.so");
    std::ofstream(folder / "softhsm2.conf") << "directories.tokendir = " << (folder / "tokens").string()
                                            << "\nobjectstore.backend = file\nlog.level = ERROR\n";
    std::ofstream(folder / "site.yaml")
        << "format: strongroom-site/1\ntraining: true\ndevices:\n  primary:\n    module: "
        << (folder / "timed.so").string()
        << "\n    environment:\n      SOFTHSM2_CONF: " << (folder / "softhsm2.conf").string() << "\n";
    QProcess process;
    const auto start = Clock::now();
    process.start(STRONGROOM_PROGRAM, {"rehearse", QString::fromStdString(plan.string()), "--out",
                                       temporary.path() + "/run", "--site", temporary.path() + "/site.yaml"});
    process.waitForFinished(-1);
    const double wall = secondsSince(start);
    if (process.exitCode() != 0) {
        std::fprintf(stderr, "bench: %s", process.readAllStandardError().constData());
        std::exit(1);
    }
    std::ifstream times(folder / "times");
    double spent = 0, seconds = 0;
    unsigned long calls = 0, count = 0;
    while (times >> count >> seconds) {
        spent += seconds;
        calls += count;
    }
    std::printf("found-root, %s: %.1f s, of it in %lu calls of the HSM %.2f s: %.0f %%\n", name, wall, calls,
                spent, spent / wall * 100);
}

} // namespace

void ceremonies() {
    const files::path resources = STRONGROOM_RESOURCES;
    measure("P-384", resources / "plans" / "found-root.yaml");
    QTemporaryDir temporary;
    const files::path copy = files::path(temporary.path().toStdString()) / "resources";
    files::copy(resources, copy, files::copy_options::recursive);
    std::ifstream source(resources / "plans" / "found-root.yaml");
    std::string plan((std::istreambuf_iterator<char>(source)), std::istreambuf_iterator<char>());
    for (const auto& [from, to] :
         {std::pair<std::string, std::string>{"private-root-p384", "private-root-rsa4096"},
          {"private-issuing-p384", "private-issuing-rsa4096"},
          {"private-crl-p384", "private-crl-rsa4096"},
          {"algorithm: P-384", "algorithm: RSA-4096"}})
        plan.replace(plan.find(from), from.size(), to);
    std::ofstream(copy / "plans" / "found-root.yaml", std::ios::trunc) << plan;
    measure("RSA-4096", copy / "plans" / "found-root.yaml");
}

} // namespace strongroom::bench
