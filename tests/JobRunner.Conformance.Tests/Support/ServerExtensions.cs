using JobRunner.Http;
using JobRunner.Http.Access;
using JobRunner.Http.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JobRunner.Conformance.Tests.Support;

internal static class ServerExtensions
{
    /// <summary>How many streams, and waits, are open.</summary>
    public static int FollowerCount(this JobsServer server) => server.Services.GetRequiredService<Followers>().Count;

    /// <summary>Starts a job as if a client of this name had.</summary>
    public static Task<Guid> StartOfAsync(this IJobsManager jobs, string owner, JobSpec spec) => jobs.StartAsync(spec with { Owner = owner });

    /// <summary>Lets a server have these certificates, and trust them.</summary>
    public static void Use(this TestCertificates certificates, MutualTlsOptions tls)
    {
        tls.CertificateFile = certificates.ServerFile;
        tls.KeyFile = certificates.ServerKeyFile;
        tls.ClientAuthorityFile = certificates.AuthorityFile;
    }
}
