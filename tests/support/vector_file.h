// Reads the test vectors of NIST's form: "Name = value" lines; a blank line ends a vector. Names that stand
// alone (n of RSA) and section heads ("[P-256,SHA-256]", as "section") hold for the vectors that follow.
#pragma once

#include <fstream>
#include <map>
#include <string>
#include <vector>

using TestVector = std::map<std::string, std::string>;

// The vectors that have the name `last`, which ends each of them.
inline std::vector<TestVector> readVectors(const char* path, const std::string& last) {
    std::vector<TestVector> vectors;
    std::ifstream file(path);
    TestVector common, current;
    for (std::string line; std::getline(file, line);) {
        const std::size_t equals = line.find(" = ");
        if (line.starts_with("["))
            common["section"] = line;
        else if (!line.starts_with("#") && equals != std::string::npos)
            current[line.substr(0, equals)] = line.substr(equals + 3);
        else if (line == "FAIL")
            current[last] = line;
        if (current.contains(last)) {
            current.insert(common.begin(), common.end());
            vectors.push_back(std::move(current));
            current.clear();
        } else if (line.empty()) {
            for (const auto& [name, value] : current)
                common[name] = value;
            current.clear();
        }
    }
    return vectors;
}
