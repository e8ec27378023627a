#include "core/simulator/printed_numbers.h"

#include "core/base_io/file_layer.h"

#include <algorithm>
#include <random>
#include <set>
#include <sstream>

namespace strongroom::simulator {

namespace {

constexpr std::uint64_t largestFile = 64 * 1024;
constexpr const char* prefix = "TRAINING-";

std::string freshNumber() {
    std::random_device random;
    while (true) {
        std::string number = prefix;
        for (int i = 0; i < 7; ++i)
            number += static_cast<char>('0' + random() % 10);
        if (mistyped(number) != number)
            return number;
    }
}

} // namespace

std::string mistyped(const std::string& number) {
    std::string other = number;
    for (std::size_t i = std::string_view(prefix).size(); i + 1 < other.size(); ++i)
        if (other[i] != other[i + 1]) {
            std::swap(other[i], other[i + 1]);
            break;
        }
    return other;
}

Result<std::map<std::string, std::string>> printedNumbers(const std::filesystem::path& file,
                                                          const std::vector<std::string>& names) {
    std::map<std::string, std::string> numbers;
    std::set<std::string> taken;
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(file));
    if (kind != base_io::FileKind::missing) {
        SR_ASSIGN(const Bytes bytes, base_io::readRegularFile(file, largestFile));
        std::istringstream lines(base::textOf(bytes));
        for (std::string name, number; lines >> name >> number;) {
            numbers[name] = number;
            taken.insert(number);
        }
    }
    const std::size_t known = numbers.size();
    for (const std::string& name : names) {
        if (numbers.contains(name))
            continue;
        std::string number = freshNumber();
        while (!taken.insert(number).second || !taken.insert(mistyped(number)).second)
            number = freshNumber();
        numbers[name] = number;
    }
    if (numbers.size() != known) {
        std::string text;
        for (const auto& [name, number] : numbers)
            text += name + " " + number + "\n";
        SR_TRY(base_io::replaceFile(file, base::viewOf(text)));
    }
    return numbers;
}

} // namespace strongroom::simulator
