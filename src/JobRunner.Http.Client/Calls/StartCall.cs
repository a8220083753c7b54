using System.Text.Json;
using JobRunner.Http.Client.Wire;

namespace JobRunner.Http.Client.Calls;

/// <summary>
/// A start: any number of tries, one job. Cancelled before a try is on its way, there is none. Afterwards there may be one, whose id only the answer tells, and so the answer is waited
/// for, as long as any answer is.
/// </summary>
internal sealed class StartCall(ServerConnection connection)
{
    private const int Idle = 0;
    private const int OnItsWay = 1;
    private const int Cancelled = 2;

    private readonly string _key = $"{Guid.NewGuid()}";
    private int _state;

    public async Task<Guid> RunAsync(JobSpec spec, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = JsonSerializer.SerializeToUtf8Bytes(spec, ClientJson.Default.JobSpec);
        var call = new Call(HttpMethod.Post, connection.Addresses.Jobs)
        {
            Content = () => new JsonBytes(body, BeginToSend),
            IdempotencyKey = _key,
            Argument = nameof(spec),
        };
        using var end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, connection.Time);
        var registration = cancellationToken.UnsafeRegister(
            _ => end.CancelAfter(Interlocked.CompareExchange(ref _state, Cancelled, Idle) == Idle ? TimeSpan.Zero : connection.Options.AnswerTimeout), state: null);
        await using (registration.ConfigureAwait(false))
        {
            try
            {
                var status = await connection.GetStatusAsync(call, end.Token).ConfigureAwait(false);
                return status.Id;
            }
            catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(
                    _state == OnItsWay ? "The start was cancelled. No answer came: there may be a job." : "The start was cancelled: there is no job.", e, cancellationToken);
            }
        }
    }

    private void BeginToSend()
    {
        if (Interlocked.CompareExchange(ref _state, OnItsWay, Idle) == Cancelled)
        {
            throw new OperationCanceledException();
        }
    }
}
