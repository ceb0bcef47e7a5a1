using Analytics.Contracts.Log;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Grpc.Messages;
using Analytics.Ingestion.Grpc.Reflection.Messages;
using Analytics.Ingestion.Pipeline;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Analytics.Ingestion.Grpc;

/// <summary><c>grpc.reflection.v1.ServerReflection</c>: clients such as grpcurl learn the services from the node itself.</summary>
internal sealed class ReflectionService(IngestionOptions options, InFlightGate inFlight, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const int NotFound = 5;
    private const int NotSupported = 12;

    private static readonly FileDescriptor[] Files =
        [IngestReflection.Descriptor, ReflectionReflection.Descriptor, TimestampReflection.Descriptor, StructReflection.Descriptor];

    /// <summary>Answers each question of the stream.</summary>
    public Task AnswerAsync(HttpContext http) => GrpcCall.ServeAsync(http, options, time, AnswerAsync, lifetime.ApplicationStopping);

    private async Task AnswerAsync(GrpcCall call)
    {
        var question = new RecordBatch();
        while (await call.Messages.NextAsync(call.Cancellation) is { } header)
        {
            question.Clear();
            using var claim = new InFlightClaim(inFlight);
            await call.Messages.ReadAsync(header, question, claim, call.Cancellation);
            await call.WriteAsync(Answer(Parse(question)));
        }
    }

    private static ServerReflectionRequest Parse(RecordBatch question)
    {
        try
        {
            return ServerReflectionRequest.Parser.ParseFrom(question.Buffer, 0, question.Length);
        }
        catch (Google.Protobuf.InvalidProtocolBufferException)
        {
            throw new GrpcFaultException(new GrpcStatus(GrpcCode.InvalidArgument, "The message is no ServerReflectionRequest."));
        }
    }

    private static ServerReflectionResponse Answer(ServerReflectionRequest question)
    {
        var answer = new ServerReflectionResponse { ValidHost = question.Host, OriginalRequest = question };
        switch (question.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                answer.ListServicesResponse = new ListServiceResponse();
                answer.ListServicesResponse.Service.AddRange(Files.SelectMany(file => file.Services).Select(service => new ServiceResponse { Name = service.FullName }));
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                AnswerFile(answer, Array.Find(Files, file => file.Name == question.FileByFilename));
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                AnswerFile(answer, Array.Find(Files, file => Names(file).Contains(question.FileContainingSymbol)));
                break;
            default:
                answer.ErrorResponse = new ErrorResponse { ErrorCode = NotSupported, ErrorMessage = "There are no extensions." };
                break;
        }

        return answer;
    }

    private static void AnswerFile(ServerReflectionResponse answer, FileDescriptor? file)
    {
        if (file is null)
        {
            answer.ErrorResponse = new ErrorResponse { ErrorCode = NotFound, ErrorMessage = "There is no such file or symbol." };
            return;
        }

        answer.FileDescriptorResponse = new FileDescriptorResponse();
        answer.FileDescriptorResponse.FileDescriptorProto.Add(file.SerializedData);
    }

    private static IEnumerable<string> Names(FileDescriptor file) =>
        file.Services.SelectMany(service => service.Methods.Select(method => method.FullName).Prepend(service.FullName))
            .Concat(file.MessageTypes.SelectMany(Names)).Concat(file.EnumTypes.Select(type => type.FullName));

    private static IEnumerable<string> Names(MessageDescriptor type) =>
        type.NestedTypes.SelectMany(Names).Concat(type.EnumTypes.Select(inner => inner.FullName)).Prepend(type.FullName);
}
