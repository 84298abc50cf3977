#include "Automation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "DecimalText.h"
#include "Secret.h"
#include "Text.h"

namespace boi {

namespace {

std::wstring wide(const std::string &text) {
    const auto units = toUTF16(text);
    return {units.begin(), units.end()};
}

std::string narrow(BSTR text) {
    if (text == nullptr) return "";
    static_assert(sizeof(OLECHAR) == sizeof(char16_t));
    return toUTF8(std::u16string_view(reinterpret_cast<const char16_t *>(text), SysStringLen(text)));
}

/// Takes the text out of an exception and frees what came with it.
std::optional<std::string> takeText(EXCEPINFO &info) {
    if (info.pfnDeferredFillIn != nullptr) info.pfnDeferredFillIn(&info);
    std::optional<std::string> text;
    if (info.bstrDescription != nullptr) text = narrow(info.bstrDescription);
    SysFreeString(info.bstrSource);
    SysFreeString(info.bstrDescription);
    SysFreeString(info.bstrHelpFile);
    return text;
}

/// Reports a call for as long as it lasts.
class Observed {
public:
    Observed(CallObserver *observer, const std::string &member) : observer(observer) {
        if (observer != nullptr) observer->callBegins(member);
    }
    ~Observed() {
        if (observer != nullptr) observer->callEnds();
    }
    Observed(const Observed &) = delete;
    Observed &operator=(const Observed &) = delete;

private:
    CallObserver *observer;
};

}  // namespace

Variant::Variant(const std::string &text) {
    VariantInit(&raw);
    auto units = toUTF16(text);
    raw.vt = VT_BSTR;
    raw.bstrVal = SysAllocStringLen(reinterpret_cast<const OLECHAR *>(units.data()), static_cast<UINT>(units.size()));
    wipe(units);
    if (raw.bstrVal == nullptr) throw std::bad_alloc();
}

Variant::Variant(double number) {
    VariantInit(&raw);
    raw.vt = VT_R8;
    raw.dblVal = number;
}

Variant::Variant(IDispatch *object) {
    VariantInit(&raw);
    raw.vt = VT_DISPATCH;
    raw.pdispVal = object;
    if (object != nullptr) object->AddRef();
}

Variant &Variant::operator=(Variant &&other) noexcept {
    std::swap(raw, other.raw);
    return *this;
}

VARIANT Variant::reference() {
    VARIANT reference;
    VariantInit(&reference);
    // A text by its own type: what an out-of-process call gives back then needs no VARIANT inside of a VARIANT.
    if (raw.vt == VT_BSTR) {
        reference.vt = VT_BYREF | VT_BSTR;
        reference.pbstrVal = &raw.bstrVal;
    } else {
        reference.vt = VT_BYREF | VT_VARIANT;
        reference.pvarVal = &raw;
    }
    return reference;
}

std::string Variant::text(std::optional<int> scale) const {
    switch (raw.vt) {
        case VT_BSTR: return narrow(raw.bstrVal);
        case VT_R8: return decimal::fromDouble(raw.dblVal, scale).value_or("");
        case VT_R4: return decimal::fromDouble(static_cast<double>(raw.fltVal), scale).value_or("");
        case VT_CY: {
            const LONGLONG units = raw.cyVal.int64;
            const auto magnitude = units < 0 ? 0 - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units);
            return decimal::fromUnits(0, magnitude, 4, units < 0, scale);
        }
        case VT_DECIMAL:
            return decimal::fromUnits(raw.decVal.Hi32, raw.decVal.Lo64, raw.decVal.scale,
                (raw.decVal.sign & DECIMAL_NEG) != 0, scale);
        case VT_BOOL: return raw.boolVal != VARIANT_FALSE ? "1" : "0";
        case VT_EMPTY:
        case VT_NULL: return "";
        default: break;
    }
    Variant converted;
    // Whole numbers of every width; what has no text is none.
    if (FAILED(VariantChangeTypeEx(&converted.raw, const_cast<VARIANT *>(&raw), LOCALE_INVARIANT, VARIANT_NOUSEROVERRIDE, VT_BSTR))) return "";
    const auto plain = narrow(converted.raw.bstrVal);
    return decimal::normalized(plain, scale).value_or(plain);
}

int Variant::code() const {
    switch (raw.vt) {
        case VT_I4: return raw.lVal;
        case VT_I2: return raw.iVal;
        case VT_R8: return std::isfinite(raw.dblVal) && std::fabs(raw.dblVal) < 1e9 ? static_cast<int>(raw.dblVal) : 0;
        default: break;
    }
    const auto number = decimal::normalized(text(), {});
    return number && number->size() < 10 ? std::atoi(number->c_str()) : 0;
}

void Variant::wipeText() {
    if (raw.vt == VT_BSTR && raw.bstrVal != nullptr) wipe(raw.bstrVal, SysStringByteLen(raw.bstrVal));
}

ComFailure::ComFailure(const std::string &call, HRESULT result, std::optional<std::string> text)
    : HostError(Code::sessionLost, "Sage's interface failed in " + call + ".", std::move(text),
        static_cast<std::uint32_t>(result)) {}

Automation::Automation(Automation &&other) noexcept
    : object(std::exchange(other.object, nullptr)), observer(other.observer), numbers(std::move(other.numbers)) {}

Automation &Automation::operator=(Automation &&other) noexcept {
    std::swap(object, other.object);
    std::swap(observer, other.observer);
    std::swap(numbers, other.numbers);
    return *this;
}

void Automation::release() {
    if (object != nullptr) std::exchange(object, nullptr)->Release();
}

Automation Automation::create(const std::string &progId, CallObserver *observer) {
    const Observed observed(observer, "CoCreateInstance");
    CLSID id;
    HRESULT result = CLSIDFromProgID(wide(progId).c_str(), &id);
    if (FAILED(result)) throw ComFailure("CLSIDFromProgID", result, std::nullopt);
    void *object = nullptr;
    result = CoCreateInstance(id, nullptr, CLSCTX_ALL, IID_IDispatch, &object);
    if (FAILED(result)) throw ComFailure("CoCreateInstance", result, std::nullopt);
    return {static_cast<IDispatch *>(object), observer};
}

DISPID Automation::number(const std::string &member) {
    if (const auto found = numbers.find(member); found != numbers.end()) return found->second;
    auto name = wide(member);
    LPOLESTR pointer = name.data();
    DISPID id = 0;
    const HRESULT result = object->GetIDsOfNames(IID_NULL, &pointer, 1, LOCALE_SYSTEM_DEFAULT, &id);
    if (FAILED(result)) throw ComFailure(member, result, std::nullopt);
    numbers[member] = id;
    return id;
}

Variant Automation::call(const std::string &member, std::vector<VARIANT> arguments) {
    const Observed observed(observer, member);
    if (object == nullptr) throw ComFailure(member, E_POINTER, std::nullopt);
    const DISPID id = number(member);
    std::reverse(arguments.begin(), arguments.end());
    DISPPARAMS parameters = {arguments.data(), nullptr, static_cast<UINT>(arguments.size()), 0};
    Variant result;
    EXCEPINFO info = {};
    const HRESULT status = object->Invoke(
        id, IID_NULL, LOCALE_SYSTEM_DEFAULT, DISPATCH_METHOD | DISPATCH_PROPERTYGET, &parameters, &result.raw, &info, nullptr);
    if (status == DISP_E_EXCEPTION) {
        const HRESULT code = info.scode != 0 ? info.scode : DISP_E_EXCEPTION;
        throw ComFailure(member, code, takeText(info));
    }
    if (FAILED(status)) throw ComFailure(member, status, std::nullopt);
    return result;
}

Automation Automation::makeObject(const std::string &member, std::vector<VARIANT> arguments) {
    auto result = call(member, std::move(arguments));
    if (!result.isObject()) return {};
    IDispatch *made = result.raw.pdispVal;
    made->AddRef();
    return {made, observer};
}

}  // namespace boi
