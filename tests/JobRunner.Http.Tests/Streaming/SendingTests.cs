using JobRunner.Http.Streaming;
using JobRunner.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Streaming;

/// <summary>A right that is lost just as a write has ended must not leave the next one undone; one that is lost during a write ends that.</summary>
public sealed class SendingTests
{
    [Test]
    public Task Events() => CheckNextWrite((response, right) => new EventWriter(response).WriteHeartbeatAsync(right), sent: 3);

    [Test]
    public Task Output() => CheckNextWrite((response, right) => response.SendAsync(new byte[1000], right), sent: 1000);

    [Test]
    public async Task What_the_client_does_not_take_is_broken_off()
    {
        using var losing = new CancellationTokenSource();
        await using var connection = new StuckConnection();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(connection));
        context.Features.Set<IHttpRequestLifetimeFeature>(connection);
        var sending = context.Response.SendAsync(new byte[1000], losing.Token).AsTask();
        Assert.That(sending.IsCompleted, Is.False);
        await losing.CancelAsync();
        await sending.Within("the write is over");
    }

    [Test]
    public async Task Nothing_is_written_after_that()
    {
        await using var body = new MemoryStream();
        var context = new DefaultHttpContext();
        context.Response.Body = body;
        var writer = new EventWriter(context.Response);
        var lost = new CancellationToken(canceled: true);
        var status = new JobStatus { Id = Guid.NewGuid(), Command = "x", State = JobState.Running, CreatedAt = default };
        foreach (var write in new Func<ValueTask>[]
        {
            () => writer.WriteHeartbeatAsync(lost), () => writer.WriteStartAsync(1, lost), () => writer.WriteSnapshotEndAsync(lost), () => writer.WriteStateAsync(status, lost),
        })
        {
            Assert.That(() => write().AsTask(), Throws.InstanceOf<OperationCanceledException>());
        }

        // As the stream's end does.
        await context.Response.BodyWriter.CompleteAsync();
        Assert.That(body.Length, Is.Zero);
    }

    private static async Task CheckNextWrite(Func<HttpResponse, CancellationToken, ValueTask> write, int sent)
    {
        using var losing = new CancellationTokenSource();
        await using var connection = new Connection(losing);
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(connection));
        await write(context.Response, losing.Token);
        Assert.That((connection.Length, losing.IsCancellationRequested), Is.EqualTo((sent, true)));
        await context.Response.BodyWriter.WriteAsync("the end"u8.ToArray());
        Assert.That(connection.Length, Is.EqualTo(sent + "the end".Length));
    }

    /// <summary>Has the right lost when all is written, and before that is told.</summary>
    private sealed class Connection(CancellationTokenSource losing) : MemoryStream
    {
        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            await base.FlushAsync(cancellationToken);
            await losing.CancelAsync();
        }
    }

    /// <summary>Takes nothing until it is aborted.</summary>
    private sealed class StuckConnection : MemoryStream, IHttpRequestLifetimeFeature
    {
        private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => _aborted.TrySetResult();

        public override Task FlushAsync(CancellationToken cancellationToken) => _aborted.Task;
    }
}
