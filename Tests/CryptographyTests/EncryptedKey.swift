/// Keys made by the openssl command with the passphrase `secret`, in the two forms that exist.
enum EncryptedKey: String, Sendable {
    /// From `openssl pkcs8 -topk8 -v2 aes-256-cbc`.
    case pkcs8 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhXYLa80HK+gQICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEMMFUvPXFEZBJDhO8vfslFgEgZD6
        ypnfYINKSd6x7ki06SNRYOHhrDDdIqrLkFqKpy0+wczhe3Ut3L4g0vwv8TVePEsr
        yolFylm8VFgIxzyuDqxr6Kah0DdEDLzpT7Oq/Cqs7NGRX8pb/wW393mzqYbg3ey0
        j5Zm44UgwjvPrFsiFPn6yZ3skgop0GpGTy+dxTi3t0/695tekTcRE7CkXjSw9d0=
        -----END ENCRYPTED PRIVATE KEY-----

        """
    /// From `openssl ec -aes128`.
    case traditional = """
        -----BEGIN EC PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,1576FEB16CF95E33180855DCF11C9917

        ZIf9sAzw2SKLIHsqfAc0I9ZN2RRKhVSV5t7T/0lJlkk/ktu5gE18mbcfOFJzQ2kI
        5nOlfFzqzM0VtXLnWyvdD7NRAbDeU6Sps3D/Du0wAMN3e/PirQPlVsI3mOnUzDT/
        jIv1xoPsESK9iXYqPcx8aVQkJh2IGC9Qzh8rzCbOKF4=
        -----END EC PRIVATE KEY-----

        """
}
