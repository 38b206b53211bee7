package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// A certificate and its key.
type identity struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// writeCertificates makes an authority, ca.pem, and a client's certificate, client.pem with
// client.key, and returns how to serve TLS in every way:
//
//	tls        with a certificate of the authority
//	expired    with one that was valid until yesterday
//	misnamed   with one for another host
//	unknown    with one of an authority that nobody was told of
//	mutual     only to clients with a certificate of the authority
func writeCertificates(directory string) (map[string]*tls.Config, error) {
	authority, err := newIdentity(&x509.Certificate{IsCA: true, BasicConstraintsValid: true}, nil)
	if err != nil {
		return nil, err
	}
	stranger, err := newIdentity(&x509.Certificate{IsCA: true, BasicConstraintsValid: true}, nil)
	if err != nil {
		return nil, err
	}
	client, err := newIdentity(&x509.Certificate{
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, authority)
	if err != nil {
		return nil, err
	}
	yesterday := time.Now().Add(-24 * time.Hour)
	known := x509.NewCertPool()
	known.AddCert(authority.certificate)
	configurations := map[string]*tls.Config{}
	for name, kind := range map[string]struct {
		template x509.Certificate
		issuer   *identity
	}{
		"tls":      {x509.Certificate{IPAddresses: loopback}, authority},
		"mutual":   {x509.Certificate{IPAddresses: loopback}, authority},
		"expired":  {x509.Certificate{IPAddresses: loopback, NotAfter: yesterday}, authority},
		"misnamed": {x509.Certificate{DNSNames: []string{"elsewhere.example"}}, authority},
		"unknown":  {x509.Certificate{IPAddresses: loopback}, stranger},
	} {
		kind.template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		served, err := newIdentity(&kind.template, kind.issuer)
		if err != nil {
			return nil, err
		}
		configurations[name] = &tls.Config{Certificates: []tls.Certificate{{
			Certificate: [][]byte{served.certificate.Raw}, PrivateKey: served.key,
		}}}
	}
	configurations["mutual"].ClientAuth = tls.RequireAndVerifyClientCert
	configurations["mutual"].ClientCAs = known
	return configurations, writeIdentities(directory, authority, client)
}

var loopback = []net.IP{net.IPv4(127, 0, 0, 1)}

// newIdentity completes the template; without an issuer it signs itself.
func newIdentity(template *x509.Certificate, issuer *identity) (*identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return nil, err
	}
	template.SerialNumber = serial
	template.Subject = pkix.Name{CommonName: "test " + serial.String()}
	template.NotBefore = time.Now().Add(-48 * time.Hour)
	if template.NotAfter.IsZero() {
		template.NotAfter = time.Now().Add(48 * time.Hour)
	}
	template.KeyUsage = x509.KeyUsageDigitalSignature
	if template.IsCA {
		template.KeyUsage |= x509.KeyUsageCertSign
	}
	parent := &identity{template, key}
	if issuer != nil {
		parent = issuer
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, parent.certificate, &key.PublicKey, parent.key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(signed)
	return &identity{certificate, key}, err
}

func writeIdentities(directory string, authority, client *identity) error {
	key, err := x509.MarshalPKCS8PrivateKey(client.key)
	if err != nil {
		return err
	}
	for _, file := range []struct {
		name, kind string
		content    []byte
	}{
		{"ca.pem", "CERTIFICATE", authority.certificate.Raw},
		{"client.pem", "CERTIFICATE", client.certificate.Raw},
		{"client.key", "PRIVATE KEY", key},
	} {
		block := pem.EncodeToMemory(&pem.Block{Type: file.kind, Bytes: file.content})
		if err := os.WriteFile(filepath.Join(directory, file.name), block, 0o600); err != nil {
			return err
		}
	}
	return nil
}
