using JobRunner.Http.Client;

namespace JobRunner.Cli.Connection;

/// <summary>Jobs, wherever they are. Verbs know no more of it, so that they work over any <see cref="IJobsManager"/>.</summary>
/// <param name="Jobs">The jobs; closed with the connection if they can be.</param>
/// <param name="Url">Where they are.</param>
/// <param name="DescribeAsync">Asks the server who it takes the caller for.</param>
internal sealed record JobsConnection(IJobsManager Jobs, Uri Url, Func<CancellationToken, Task<JobsServiceInfo>> DescribeAsync) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Jobs is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;
}
