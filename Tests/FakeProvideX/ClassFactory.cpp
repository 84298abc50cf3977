#include "ClassFactory.h"

#include "Script.h"

HRESULT ClassFactory::QueryInterface(REFIID id, void **object) {
    if (object == nullptr) return E_POINTER;
    const bool isKnown = IsEqualGUID(id, IID_IUnknown) || IsEqualGUID(id, IID_IClassFactory);
    *object = isKnown ? static_cast<IClassFactory *>(this) : nullptr;
    return isKnown ? S_OK : E_NOINTERFACE;
}

HRESULT ClassFactory::CreateInstance(IUnknown *outer, REFIID id, void **object) {
    if (object == nullptr) return E_POINTER;
    *object = nullptr;
    if (outer != nullptr) return CLASS_E_NOAGGREGATION;
    auto *script = new Script(installation);
    const HRESULT result = script->QueryInterface(id, object);
    script->Release();
    return result;
}
