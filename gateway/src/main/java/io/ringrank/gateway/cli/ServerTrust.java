// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the certificate that this machine's own server has, under whatever name it is called, and
 * otherwise whom Java trusts. Any thread.
 */
final class ServerTrust extends X509ExtendedTrustManager {

    private final X509Certificate own;
    private final X509ExtendedTrustManager others;

    private ServerTrust(X509Certificate own, X509ExtendedTrustManager others) {
        this.own = own;
        this.others = others;
    }

    /** @param certificate a PEM file whose first certificate the server has */
    static SSLContext with(Path certificate) throws CommandFailedException {
        try (InputStream in = Files.newInputStream(certificate)) {
            X509Certificate own = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(in);
            TrustManagerFactory usual = TrustManagerFactory
                    .getInstance(TrustManagerFactory.getDefaultAlgorithm());
            usual.init((KeyStore) null);
            X509ExtendedTrustManager others = Stream.of(usual.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{new ServerTrust(own, others)}, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailedException(
                    "the server's certificate " + certificate + " can't be read: " + e);
        }
    }

    private boolean isOwn(X509Certificate[] chain) {
        return chain.length > 0 && Arrays.equals(encoded(chain[0]), encoded(own));
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateException e) {
            throw new IllegalStateException("it was decoded before", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        if (!isOwn(chain)) {
            others.checkServerTrusted(chain, type, engine);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        if (!isOwn(chain)) {
            others.checkServerTrusted(chain, type, socket);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        if (!isOwn(chain)) {
            others.checkServerTrusted(chain, type);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        others.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        others.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        others.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return others.getAcceptedIssuers();
    }
}
