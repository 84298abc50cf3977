#include "FakeObject.h"

#include "Text.h"

std::atomic<long> FakeObject::count{0};

namespace {

/// An interface that only objects of this fake have.
constexpr GUID ownInterface = {0x6B0D7F11, 0x52A6, 0x4D7C, {0x9A, 0x3E, 0x70, 0x52, 0x0F, 0x0C, 0x1A, 0x03}};

std::string narrow(const OLECHAR *text, std::size_t length) {
    return boi::toUTF8(std::u16string_view(reinterpret_cast<const char16_t *>(text), length));
}

BSTR allocate(const std::string &text) {
    const auto units = boi::toUTF16(text);
    return SysAllocStringLen(reinterpret_cast<const OLECHAR *>(units.data()), static_cast<UINT>(units.size()));
}

}  // namespace

VARIANT &CallArguments::raw(std::size_t index) const {
    if (index >= parameters.cArgs) throw FakeException{"Error 36 in call: argument missing.", DISP_E_BADPARAMCOUNT};
    VARIANT *found = &parameters.rgvarg[parameters.cArgs - 1 - index];
    while (found->vt == (VT_BYREF | VT_VARIANT)) found = found->pvarVal;
    return *found;
}

std::string CallArguments::text(std::size_t index) const {
    const VARIANT &found = raw(index);
    const BSTR text = found.vt == VT_BSTR ? found.bstrVal : found.vt == (VT_BSTR | VT_BYREF) ? *found.pbstrVal : nullptr;
    if (text != nullptr) return narrow(text, SysStringLen(text));
    if (found.vt == VT_BSTR || found.vt == (VT_BSTR | VT_BYREF) || found.vt == VT_EMPTY) return "";
    throw FakeException{"Error 26 in call: a text was expected.", DISP_E_TYPEMISMATCH};
}

std::optional<double> CallArguments::number(std::size_t index) const {
    const VARIANT &found = raw(index);
    if (found.vt == VT_R8) return found.dblVal;
    if (found.vt == VT_I4) return found.lVal;
    return std::nullopt;
}

IDispatch *CallArguments::object(std::size_t index) const {
    const VARIANT &found = raw(index);
    return found.vt == VT_DISPATCH ? found.pdispVal : nullptr;
}

void CallArguments::giveBack(std::size_t index, const std::string &text) const {
    VARIANT &found = raw(index);
    if (found.vt == (VT_BSTR | VT_BYREF)) {
        SysFreeString(*found.pbstrVal);
        *found.pbstrVal = allocate(text);
        return;
    }
    VariantClear(&found);
    found.vt = VT_BSTR;
    found.bstrVal = allocate(text);
}

void CallArguments::giveBack(std::size_t index, double number) const {
    VARIANT &found = raw(index);
    // As Sage does, which takes the type of the variable for that of the field.
    if (found.vt == (VT_BSTR | VT_BYREF) || found.vt == VT_BSTR)
        throw FakeException{"Error 26 in call: a number was expected.", DISP_E_TYPEMISMATCH};
    VariantClear(&found);
    found.vt = VT_R8;
    found.dblVal = number;
}

FakeObject::FakeObject(std::shared_ptr<Faults> faults) : faults(std::move(faults)) { ++count; }

FakeObject::~FakeObject() { --count; }

HRESULT FakeObject::QueryInterface(REFIID id, void **object) {
    if (object == nullptr) return E_POINTER;
    const bool isKnown = IsEqualGUID(id, IID_IUnknown) || IsEqualGUID(id, IID_IDispatch) || IsEqualGUID(id, ownInterface);
    *object = isKnown ? static_cast<IDispatch *>(this) : nullptr;
    if (!isKnown) return E_NOINTERFACE;
    AddRef();
    return S_OK;
}

FakeObject *FakeObject::own(IDispatch *object) {
    void *found = nullptr;
    if (object == nullptr || FAILED(object->QueryInterface(ownInterface, &found))) return nullptr;
    auto *own = static_cast<FakeObject *>(static_cast<IDispatch *>(found));
    own->Release();
    return own;
}

ULONG FakeObject::Release() {
    const ULONG left = --references;
    if (left == 0) delete this;
    return left;
}

HRESULT FakeObject::GetTypeInfoCount(UINT *types) {
    if (types == nullptr) return E_POINTER;
    *types = 0;
    return S_OK;
}

void FakeObject::add(const std::string &name, Member member) {
    numbers[boi::lowercasedASCII(name)] = static_cast<DISPID>(members.size() + 1);
    members.push_back({name, std::move(member)});
}

HRESULT FakeObject::GetIDsOfNames(REFIID, LPOLESTR *names, UINT nameCount, LCID, DISPID *ids) {
    if (nameCount != 1) return DISP_E_UNKNOWNNAME;
    const auto found = numbers.find(boi::lowercasedASCII(narrow(names[0], wcslen(names[0]))));
    ids[0] = found == numbers.end() ? DISPID_UNKNOWN : found->second;
    return found == numbers.end() ? DISP_E_UNKNOWNNAME : S_OK;
}

HRESULT FakeObject::perform(const Named &named, const DISPPARAMS &parameters, VARIANT *result) {
    const auto strike = faults->strike(named.name);
    if (strike.error) throw FakeException{*strike.error, strike.errorCode};
    CallResult made = strike.answer ? CallResult(*strike.answer) : named.member(CallArguments(parameters));
    if (strike.answer) message = strike.text;
    if (strike.warns && made.code.value_or(0) != 0) {
        made.code = -1;
        message = strike.text;
    }
    if (result == nullptr) {
        if (made.object != nullptr) made.object->Release();
        return S_OK;
    }
    VariantInit(result);
    if (made.code) {
        result->vt = VT_I4;
        result->lVal = *made.code;
    } else if (made.text) {
        result->vt = VT_BSTR;
        result->bstrVal = allocate(*made.text);
    } else if (made.object != nullptr) {
        result->vt = VT_DISPATCH;
        result->pdispVal = made.object;
    }
    return S_OK;
}

HRESULT FakeObject::Invoke(
    DISPID id, REFIID, LCID, WORD, DISPPARAMS *parameters, VARIANT *result, EXCEPINFO *info, UINT *) {
    if (id < 1 || id > static_cast<DISPID>(members.size())) return DISP_E_MEMBERNOTFOUND;
    try {
        return perform(members[static_cast<std::size_t>(id - 1)], *parameters, result);
    } catch (const FakeException &exception) {
        if (info == nullptr) return exception.code;
        *info = {};
        info->scode = exception.code;
        info->bstrSource = SysAllocString(L"ProvideX.Script");
        info->bstrDescription = allocate(exception.text);
        return DISP_E_EXCEPTION;
    } catch (const std::exception &) {
        return E_UNEXPECTED;
    }
}
