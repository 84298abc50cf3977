import Cryptography

/// The code of the error that a body throws; `nil` when it throws none.
func tlsCode(_ body: () throws -> Void) rethrows -> TLSError.Code? {
    do {
        try body()
        return nil
    } catch let error as TLSError {
        return error.code
    }
}

/// The code of the error that a body throws; `nil` when it throws none.
func code(_ body: () throws -> Void) rethrows -> CryptographyError.Code? {
    do {
        try body()
        return nil
    } catch let error as CryptographyError {
        return error.code
    }
}
