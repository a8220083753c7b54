using JobRunner.Http.Client.Connecting;
using JobRunner.Http.Client.Wire;

namespace JobRunner.Http.Client.Calls;

/// <summary>All that a client has to do with its server: its connections, and what is known of it.</summary>
internal sealed class ServerConnection : IDisposable
{
    private readonly ClientIdentity _identity;
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _disposal = new();
    private volatile bool _hasAnswered;

    public ServerConnection(JobsClientOptions options, ClientLog log, TimeProvider time)
    {
        Options = options;
        Log = log;
        Time = time;
        Addresses = new JobsAddresses(options);
        var trust = ServerTrust.Of(options);
        _identity = ClientIdentity.Of(options);

        // Each try has its own limit.
        _http = new HttpClient(SecureHandler.Create(options, _identity, trust)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public JobsAddresses Addresses { get; }

    public JobsClientOptions Options { get; }

    public ClientLog Log { get; }

    public TimeProvider Time { get; }

    /// <summary>Cancelled when the client is disposed.</summary>
    public CancellationToken Disposal => _disposal.Token;

    /// <summary>Whether the server has ever answered, so that what fails now is likely to be passing.</summary>
    public bool HasAnswered => _hasAnswered;

    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public void CheckAlive() => ObjectDisposedException.ThrowIf(_disposal.IsCancellationRequested, typeof(JobsClient));

    /// <summary>Sends a request, again and again if it has to be and may be.</summary>
    /// <param name="call">The request.</param>
    /// <param name="read">Reads its answer, as part of the try.</param>
    /// <param name="cancellationToken">Ends the caller's wait.</param>
    /// <exception cref="JobsConnectionException">It failed for good, or too often.</exception>
    public async Task<T> SendAsync<T>(Call call, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var retries = new Retries(this, call);
        while (true)
        {
            using var limits = NewLimits(cancellationToken);
            try
            {
                using var response = await TryAsync(call, limits).ConfigureAwait(false);
                return await read(response, limits.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (limits.Explain(e) is var explained && (explained != e || ConnectionFault.Of(e) is not null))
            {
                await retries.WaitAsync(explained, cancellationToken).ConfigureAwait(false);
                call = call with { MayHavePlace = true };
            }
        }
    }

    /// <summary>As <see cref="SendAsync"/>, of a request whose answer is that it was done.</summary>
    public Task SendAsync(Call call, CancellationToken cancellationToken) => SendAsync(call, static (_, _) => Task.FromResult(true), cancellationToken);

    /// <summary>As <see cref="SendAsync"/>, of a request whose answer is a job's status.</summary>
    public Task<JobStatus> GetStatusAsync(Call call, CancellationToken cancellationToken) =>
        SendAsync(call, static (answer, token) => Answers.ReadAsync(answer, ClientJson.Default.JobStatus, token), cancellationToken);

    /// <summary>Sends a request once.</summary>
    /// <returns>Its answer, a success, of which the headers have come.</returns>
    public async Task<HttpResponseMessage> TryAsync(Call call, AttemptLimits limits)
    {
        CheckAlive();
        limits.Expect(call.IsUnlimited ? Timeout.InfiniteTimeSpan : Options.AnswerTimeout);
        using var request = call.ToRequest();
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limits.Token).ConfigureAwait(false);
        _hasAnswered = true;
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await Answers.ExceptionOfAsync(call, Addresses.Root, response, limits.Token).ConfigureAwait(false);
        }
    }

    public AttemptLimits NewLimits(CancellationToken cancellationToken)
    {
        CheckAlive();
        return new(Time, cancellationToken, Disposal);
    }

    /// <summary>Says that it is over, and why.</summary>
    /// <param name="fault">What the last try met with.</param>
    /// <param name="tries">How many there were.</param>
    /// <param name="call">What was tried.</param>
    /// <param name="exception">What was seen of it.</param>
    public JobsConnectionException GiveUp(ConnectionFault fault, int tries, Call call, Exception exception)
    {
        var cause = fault.Kind switch
        {
            FaultKind.Broken or FaultKind.Handshake when !HasAnswered => $"It ends each connection before it answers. {_identity.Suspicion(Time.GetUtcNow())}",
            FaultKind.Rejected => $"{fault.Cause} {_identity.Suspicion(Time.GetUtcNow())}",
            FaultKind.Broken or FaultKind.Unavailable when !call.IsRepeatable => $"{fault.Cause} Whether the call arrived, or a part of it, is not known, and it is not to be done twice: look at the job.",
            _ => fault.Cause,
        };
        return new($"{Addresses.Root} can't be used{(tries > 1 ? $", after {tries} tries" : "")}. {cause}", Addresses.Root, exception);
    }

    public void Dispose()
    {
        // The source itself stays: who comes later is to see that it is cancelled.
        _disposal.Cancel();
        _http.Dispose();
        _identity.Dispose();
    }
}
