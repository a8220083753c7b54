using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobRunner.Http.Tests.Support;

/// <summary>What a test wants to be otherwise with its server.</summary>
internal sealed class ServerSetup
{
    public Action<JobsHttpOptions> Http { get; set; } = static _ => { };

    public Action<JobsManagerOptions> Manager { get; set; } = static _ => { };

    public Action<MutualTlsOptions> Tls { get; set; } = static _ => { };

    public Action<KestrelServerOptions> Kestrel { get; set; } = static _ => { };

    public Action<IServiceCollection> Services { get; set; } = static _ => { };

    /// <summary>Maps the jobs and what else there is.</summary>
    public Action<WebApplication> Map { get; set; } = static app =>
    {
        app.MapJobsHttp();
        app.MapJobsRoot();
        app.MapJobsOpenApi();
    };

    /// <summary>The clock of the jobs and of what the add-on counts. Kestrel and the handshake have their own.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>From where on events are kept.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Information;
}
