#include "core/pki/extensions_value.h"

#include "core/base/hex.h"
#include "core/pki/general_name.h"

namespace strongroom::pki {

base::Value::Array extensionsValue(const std::vector<Extension>& extensions) {
    base::Value::Array items;
    for (const Extension& extension : extensions) {
        base::Value item;
        item.set("critical", extension.critical ? "yes" : "no")
            .set("oid", extension.oid)
            .set("value", base::toBase64(extension.value));
        items.push_back(std::move(item));
    }
    return items;
}

Result<std::vector<Extension>> extensionsFromValue(const base::Value::Array& items) {
    std::vector<Extension> result;
    for (const base::Value& item : items) {
        base::ObjectReader reader(item);
        Extension extension;
        extension.oid = reader.text("oid");
        extension.value = reader.base64("value");
        const std::string critical = reader.text("critical");
        extension.critical = critical == "yes";
        if (critical != "yes" && critical != "no")
            reader.fail("member 'critical' is neither yes nor no");
        if (!isOid(extension.oid))
            reader.fail("member 'oid' is no object identifier");
        if (findExtension(result, extension.oid))
            reader.fail("an extension is there twice");
        SR_TRY(reader.finish());
        result.push_back(std::move(extension));
    }
    return result;
}

} // namespace strongroom::pki
