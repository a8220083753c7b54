using JobRunner.Http.Client;
using JobRunner.Http.Tests.Support;

namespace JobRunner.Conformance.Tests.Support;

/// <summary>Jobs, served in one place or the other.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly JobsServer? _server;

    private Served(IJobsManager jobs, JobsServer? server)
    {
        Jobs = jobs;
        _server = server;
    }

    public IJobsManager Jobs { get; }

    public static async Task<Served> InAsync(Place place, Action<JobsManagerOptions> configure)
    {
        if (place == Place.InProcess)
        {
            var options = new JobsManagerOptions();
            configure(options);
            return new(new JobsManager(options), server: null);
        }

        var server = await JobsServer.StartAsync(setup => setup.Manager = configure);
        return new(new JobsClient(server.ClientOptions("alice")), server);
    }

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)Jobs).DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
