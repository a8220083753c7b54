using System.Security.Cryptography.X509Certificates;
using JobRunner.Http.Client;
using JobRunner.Http.Tests.Support;

namespace JobRunner.Conformance.Tests.Support;

internal static class ClientOptionsExtensions
{
    /// <summary>What a client of this name needs, and no patience that a test would have to wait for.</summary>
    public static JobsClientOptions ClientOptions(this JobsServer server, string name) => server.ClientOptions(server.Certificates.Client(name));

    /// <summary>The same with this certificate, or none.</summary>
    public static JobsClientOptions ClientOptions(this JobsServer server, X509Certificate2? certificate) => new()
    {
        BaseAddress = server.Address,
        Authorities = [server.Certificates.Authority],
        Certificate = certificate,
        FirstRetryDelay = TimeSpan.FromMilliseconds(5),
        LongestRetryDelay = TimeSpan.FromMilliseconds(100),
    };
}
