using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Conformance.Tests.Support;

/// <summary>A watcher that is asked step by step.</summary>
internal sealed class Watch(IJobsManager jobs, JobFilter? filter = null, CancellationToken cancellationToken = default) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<JobStatus> _states = jobs.WatchAsync(filter, cancellationToken).GetAsyncEnumerator(CancellationToken.None);

    public Task<bool> MoveNext() => _states.MoveNextAsync().AsTask();

    public async Task<JobStatus> Next()
    {
        Assert.That(await MoveNext().Within("a state is told"), Is.True);
        return _states.Current;
    }

    public ValueTask DisposeAsync() => _states.DisposeAsync();
}
