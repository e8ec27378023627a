// One share: its header, its bytes and its checksum as words of ten bits.
#include "core/base/words.h"
#include "core/custody/slip39.h"

#include <algorithm>

namespace strongroom::custody {

namespace {

constexpr std::size_t headerWords = 4; // identifier, flags and exponent; groups and members
constexpr std::size_t checksumWords = 3;
constexpr std::size_t fixedWords = headerWords + checksumWords;
constexpr std::size_t fewestWords = 20; // a master secret of 128 bits
constexpr std::size_t mostWords = 512;

// Words as they lie in the Secret.
unsigned wordAt(ByteView indices, std::size_t i) noexcept {
    return static_cast<unsigned>(indices[2 * i] << 8 | indices[2 * i + 1]);
}
void setWord(std::span<std::uint8_t> indices, std::size_t i, unsigned word) noexcept {
    indices[2 * i] = static_cast<std::uint8_t>(word >> 8 & 3);
    indices[2 * i + 1] = static_cast<std::uint8_t>(word & 0xff);
}

class Rs1024 {
public:
    explicit Rs1024(const Slip39Header& header) {
        for (const char c : std::string_view(header.extendable ? "shamir_extendable" : "shamir"))
            add(static_cast<unsigned char>(c));
    }
    void add(unsigned word) noexcept {
        constexpr std::uint32_t generator[10] = {0x00e0e040, 0x01c1c080, 0x03838100, 0x07070200, 0x0e0e0009,
                                                 0x1c0c2412, 0x38086c24, 0x3090fc48, 0x21b1f890, 0x03f3f120};
        const std::uint32_t top = m_sum >> 20;
        m_sum = (m_sum & 0xfffff) << 10 ^ word;
        for (unsigned i = 0; i < 10; ++i)
            m_sum ^= generator[i] & (0u - (top >> i & 1u));
    }
    std::uint32_t sum() const noexcept { return m_sum; }

private:
    std::uint32_t m_sum = 1;
};

Slip39Header headerOf(ByteView indices) {
    const unsigned first = wordAt(indices, 0), second = wordAt(indices, 1);
    const unsigned third = wordAt(indices, 2), fourth = wordAt(indices, 3);
    const auto byte = [](unsigned value) { return static_cast<std::uint8_t>(value); };
    Slip39Header header;
    header.identifier = static_cast<std::uint16_t>(first << 5 | second >> 5);
    header.extendable = byte(second >> 4 & 1);
    header.iterationExponent = byte(second & 15);
    header.groupIndex = byte(third >> 6);
    header.groupThreshold = byte((third >> 2 & 15) + 1);
    header.groupCount = byte((third & 3) << 2 | fourth >> 8);
    header.groupCount = byte(header.groupCount + 1);
    header.memberIndex = byte(fourth >> 4 & 15);
    header.memberThreshold = byte((fourth & 15) + 1);
    return header;
}

void putHeader(std::span<std::uint8_t> indices, const Slip39Header& header) {
    const unsigned identifier = header.identifier, groups = header.groupCount - 1u;
    const unsigned extendable = header.extendable, group = header.groupIndex, member = header.memberIndex;
    setWord(indices, 0, identifier >> 5);
    setWord(indices, 1, (identifier & 31u) << 5 | extendable << 4 | header.iterationExponent);
    setWord(indices, 2, group << 6 | (header.groupThreshold - 1u) << 2 | groups >> 2);
    setWord(indices, 3, (groups & 3u) << 8 | member << 4 | (header.memberThreshold - 1u));
}

Result<void> checkHeader(const Slip39Header& header) {
    const auto small = [](unsigned value) { return value >= 1 && value <= 16; };
    const bool fits = header.identifier < 0x8000 && header.extendable <= 1 &&
                      header.iterationExponent <= 15 && header.groupIndex <= 15 && header.memberIndex <= 15 &&
                      small(header.groupThreshold) && small(header.groupCount) &&
                      small(header.memberThreshold);
    if (!fits)
        return Error{ErrorCode::badArgument, "a share header with a number out of range"};
    if (header.groupThreshold > header.groupCount)
        return Error{ErrorCode::badFormat, "a share whose group threshold is greater than its group count"};
    return {};
}

} // namespace

Result<Slip39Share> Slip39Share::make(const Slip39Header& header, const Secret& value) {
    SR_TRY(checkHeader(header));
    if (value.size() < 16 || value.size() % 2 != 0)
        return Error{ErrorCode::badArgument, "a share has at least 16 bytes, an even number"};
    const std::size_t valueWords = (value.size() * 8 + 9) / 10;
    const std::size_t padding = valueWords * 10 - value.size() * 8;
    SR_ASSIGN(Secret indices, Secret::make(2 * (valueWords + fixedWords)));
    indices.expose([&](std::span<std::uint8_t> words) {
        putHeader(words, header);
        value.expose([&](ByteView bytes) {
            for (std::size_t i = 0; i < valueWords; ++i) {
                unsigned word = 0;
                for (std::size_t bit = i * 10; bit < i * 10 + 10; ++bit) {
                    const std::size_t at = bit - padding; // wraps for padding bits, which are zero
                    word = word << 1 | (bit < padding ? 0u : bytes[at / 8] >> (7 - at % 8) & 1u);
                }
                setWord(words, headerWords + i, word);
            }
        });
        Rs1024 checksum(header);
        for (std::size_t i = 0; i < headerWords + valueWords; ++i)
            checksum.add(wordAt(words, i));
        for (std::size_t i = 0; i < checksumWords; ++i)
            checksum.add(0);
        const std::uint32_t sum = checksum.sum() ^ 1;
        for (std::size_t i = 0; i < checksumWords; ++i)
            setWord(words, headerWords + valueWords + i, sum >> (10 * (checksumWords - 1 - i)) & 1023);
    });
    return Slip39Share(header, std::move(indices));
}

Result<Slip39Share> Slip39Share::fromIndices(Secret indices) {
    const std::size_t count = indices.size() / 2;
    if (count < fewestWords)
        return Error{ErrorCode::badFormat, "a share has at least 20 words"};
    const std::size_t padding = (count - fixedWords) * 10 % 16;
    if (padding > 8)
        return Error{ErrorCode::badFormat, "no share has " + std::to_string(count) + " words"};
    const auto read = [&](ByteView words) -> Result<Slip39Header> {
        const Slip39Header header = headerOf(words);
        Rs1024 checksum(header);
        for (std::size_t i = 0; i < count; ++i)
            checksum.add(wordAt(words, i));
        if (checksum.sum() != 1)
            return Error{ErrorCode::badFormat, "the checksum of a share's words is wrong"};
        if (wordAt(words, headerWords) >> (10 - padding) != 0)
            return Error{ErrorCode::badFormat, "the padding of a share's words is wrong"};
        SR_TRY(checkHeader(header));
        return header;
    };
    SR_ASSIGN(const Slip39Header header, std::as_const(indices).expose(read));
    return Slip39Share(header, std::move(indices));
}

Result<Slip39Share> Slip39Share::fromWords(const Secret& words) {
    return words.expose([](ByteView bytes) { return fromWords(bytes); });
}

Result<Slip39Share> Slip39Share::fromWords(ByteView words) {
    const std::size_t count = static_cast<std::size_t>(std::count(words.begin(), words.end(), ' ')) + 1;
    if (count < fewestWords || count > mostWords)
        return Error{ErrorCode::badFormat, "a share has at least 20 words, not " + std::to_string(count)};
    SR_ASSIGN(Secret indices, Secret::make(2 * count));
    SR_ASSIGN(Secret word, Secret::make(16));
    std::size_t start = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto end = static_cast<std::size_t>(
            std::find(words.begin() + static_cast<std::ptrdiff_t>(start), words.end(), ' ') - words.begin());
        const std::size_t length = end - start;
        const auto index = word.expose([&](std::span<std::uint8_t> letters) -> std::optional<std::uint16_t> {
            if (length > letters.size())
                return std::nullopt;
            for (std::size_t k = 0; k < length; ++k) {
                const std::uint8_t c = words[start + k];
                letters[k] = c >= 'A' && c <= 'Z' ? static_cast<std::uint8_t>(c - 'A' + 'a') : c;
            }
            return base::slip39Index({reinterpret_cast<const char*>(letters.data()), length});
        });
        if (!index)
            return Error{ErrorCode::badFormat,
                         "word " + std::to_string(i + 1) + " of a share is not in the list"};
        indices.expose([&](std::span<std::uint8_t> target) { setWord(target, i, *index); });
        start = end + 1;
    }
    return fromIndices(std::move(indices));
}

Result<Secret> Slip39Share::words() const {
    return m_indices.expose([&](ByteView indices) -> Result<Secret> {
        const auto& list = base::slip39WordList();
        std::size_t size = wordCount() - 1;
        for (std::size_t i = 0; i < wordCount(); ++i)
            size += list[wordAt(indices, i)].size();
        SR_ASSIGN(Secret text, Secret::make(size));
        text.expose([&](std::span<std::uint8_t> target) {
            auto at = target.begin();
            for (std::size_t i = 0; i < wordCount(); ++i) {
                if (i > 0)
                    *at++ = ' ';
                const std::string_view word = list[wordAt(indices, i)];
                at = std::copy(word.begin(), word.end(), at);
            }
        });
        return text;
    });
}

Result<Secret> Slip39Share::value() const {
    const std::size_t bits = (wordCount() - fixedWords) * 10;
    const std::size_t padding = bits % 16;
    SR_ASSIGN(Secret value, Secret::make((bits - padding) / 8));
    m_indices.expose([&](ByteView indices) {
        value.expose([&](std::span<std::uint8_t> bytes) {
            for (std::size_t at = 0; at < bytes.size() * 8; ++at) {
                const std::size_t bit = at + padding;
                const unsigned one = wordAt(indices, headerWords + bit / 10) >> (9 - bit % 10) & 1u;
                bytes[at / 8] = static_cast<std::uint8_t>(unsigned{bytes[at / 8]} << 1 | one);
            }
        });
    });
    return value;
}

Result<Slip39Share> Slip39Share::duplicate() const {
    SR_ASSIGN(Secret indices, m_indices.duplicate());
    return Slip39Share(m_header, std::move(indices));
}

} // namespace strongroom::custody
