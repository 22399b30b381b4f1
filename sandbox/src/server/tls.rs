//! The certificate of `--tls`: self-signed, made anew at each start, for this machine's own names only.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, date_time_ymd};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::clock::system;

/// What a client needs to trust the server. The private key never leaves the process.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// The certificate as PEM text.
    pub pem: String,
    /// The certificate as DER.
    pub der: Vec<u8>,
}

impl Certificate {
    /// The SHA-256 fingerprint as browsers and OpenSSL show it: `AB:CD:…`.
    pub fn fingerprint(&self) -> String {
        let digest = ring::digest::digest(&ring::digest::SHA256, &self.der);
        digest.as_ref().iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
    }
}

/// Makes a certificate for `localhost`, both loopback addresses and `host`.
pub(crate) fn self_signed(host: IpAddr) -> io::Result<(Certificate, TlsAcceptor)> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    if !host.is_unspecified() && !names.contains(&host.to_string()) {
        names.push(host.to_string());
    }
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    params.distinguished_name.push(DnType::CommonName, "nordcase sandbox");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Some platforms refuse certificates that are valid for more than 398 days.
    let (year, month, day) = date(-1)?;
    params.not_before = date_time_ymd(year, month, day);
    let (year, month, day) = date(396)?;
    params.not_after = date_time_ymd(year, month, day);
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let signed = params.self_signed(&key).map_err(io::Error::other)?;
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(
            vec![signed.der().clone()],
            PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
        )
        .map_err(io::Error::other)?;
    let certificate = Certificate { pem: signed.pem(), der: signed.der().to_vec() };
    Ok((certificate, TlsAcceptor::from(Arc::new(config))))
}

/// Year, month and day of the date that many days from today.
fn date(days_ahead: i64) -> io::Result<(i32, u8, u8)> {
    let at = Timestamp::from_millisecond(system() + days_ahead * 86_400_000);
    let date = at.map_err(|error| io::Error::other(error.to_string()))?.to_zoned(TimeZone::UTC).date();
    Ok((date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs()))
}
