using JobRunner.Http;
using JobRunner.Http.Tls;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Mutual TLS for Kestrel.</summary>
public static class ListenOptionsMutualTlsExtensions
{
    /// <summary>
    /// Asks every client for a certificate and accepts those alone that a configured CA signed for clientAuth, that are valid now, bear exactly one
    /// CommonName without control characters and aren't refused. Any other connection ends in the handshake.
    /// </summary>
    /// <param name="listenOptions">Where clients connect.</param>
    /// <param name="configure">Names the files.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">A file is missing, or holds something else; the message names it.</exception>
    public static ListenOptions UseMutualTls(this ListenOptions listenOptions, Action<MutualTlsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(listenOptions);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new MutualTlsOptions();
        configure(options);
        var services = listenOptions.ApplicationServices;
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var tls = new MutualTls(options, time, services.GetRequiredService<ILoggerFactory>().CreateLogger<MutualTls>());
        services.GetService<TlsRegistry>()?.Add(tls);
        return listenOptions.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = handshake =>
            {
                var connection = new ProvenConnection(tls, time);
                handshake.Connection.Features.Set(connection);
                return ValueTask.FromResult(tls.HandshakeOf(connection));
            },
        });
    }
}
